/* What is going on in, the page out. Texts come from a script that anybody may have written: they
   are only ever set as text. */

const viewOf = (exercise, root) => {
  const $ = (id) => root.getElementById(id);
  const body = root.body;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const clock = (seconds) => {
    const whole = Math.max(0, Math.round(seconds));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  };
  const make = (tag, text, marks = {}) => {
    const element = root.createElement(tag);
    element.textContent = text;
    for (const [name, value] of Object.entries(marks)) element.setAttribute(name, value);
    return element;
  };
  const setText = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  const welcome = () => {
    $("title").textContent = exercise.title;
    $("summary").textContent = exercise.summary;
    $("summary").hidden = !exercise.summary;
    const minutes = Math.max(1, Math.round(exercise.seconds / 60));
    const length = minutes === 1 ? "About a minute" : `About ${minutes} minutes`;
    const names = exercise.partners.join(" and ");
    $("facts").textContent = names ? `${length}, for ${names}.` : `${length}.`;
    for (const id of ["title", "summary", "captions", "asked", "titles", "section", "reflect"]) {
      $(id).lang = exercise.language;
    }
    const questions = exercise.tracks[0].segments.some((segment) => segment.gate);
    const count = exercise.partners.length;
    $("answering").hidden = !questions || count < 2 || count > YES_KEYS.length;
    $("soft-bed-label").hidden = !exercise.beds.length;
    const keys = [
      ["space", "pause, go on"], ["g", "something gentler"], ["q", "end"], ["r", "say the line again"],
      ["← →", "line back, on"], ["PgUp PgDn", "section back, on"], ["+ −", "louder, softer"],
      ["y p n", "at a question: go on, pause, end"],
    ];
    if (count > 1) keys.push(["f j", "at a question: yes from each of you"]);
    keys.push(["?", "this help"]);
    $("key-list").replaceChildren(
      ...keys.flatMap(([key, does]) => [make("dt", key), make("dd", does)]));
  };

  const SHOWN = {
    start: ["welcome"], stage: ["bar", "stage", "controls"], question: ["bar", "question"],
    ending: ["bar", "stage"], closing: ["closing"],
  };
  let face = "start";
  const show = (wanted, mode) => {
    body.dataset.mode = mode;
    const isPaused = mode === "paused";
    setText($("pause-word"), isPaused ? "Resume" : "Pause");
    if (wanted === face) return;
    const ids = ["welcome", "bar", "stage", "question", "controls", "closing"];
    for (const id of ids) $(id).hidden = !SHOWN[wanted].includes(id);
    const focus = { stage: "pause", question: "asked", closing: "closed", start: "begin" }[wanted];
    if (focus) $(focus).focus({ preventScroll: true });
    window.scrollTo(0, 0);
    face = wanted;
  };

  let asked = "";
  /* `rows` are lists of {label, event, yes, pressed}; built anew only where they are others. */
  const question = (text, note, rows, choose) => {
    setText($("asked"), text);
    setText($("note"), note);
    const shape = JSON.stringify(rows.map((row) => row.map(({ label, event }) => [label, event])));
    if (shape !== asked) {
      asked = shape;
      $("choices").replaceChildren(...rows.map((row) => {
        const group = make("div", "", row.length > 1 ? { class: "pair" } : {});
        for (const { label, event, yes } of row) {
          const button = make("button", label, { "type": "button", "data-event": event });
          if (yes) button.className = "yes";
          button.style.width = "100%";
          button.addEventListener("click", () => choose(event));
          group.append(button);
        }
        return group;
      }));
    }
    for (const { event, pressed } of rows.flat()) {
      if (pressed === undefined) continue;
      const button = $("choices").querySelector(`[data-event="${CSS.escape(event)}"]`);
      button.setAttribute("aria-pressed", String(pressed));
    }
  };

  let shown = null;
  const caption = (line, frame) => {
    if (line !== shown) {
      shown = line;
      setText($("partner"), line && line.partner ? `for ${line.partner}` : "");
      const parts = line ? line.words || [[line.at, line.text]] : [];
      $("line").replaceChildren(...parts.map(([, text]) => make("span", text)));
    }
    if (!line) return;
    const isOver = frame >= line.end;
    const parts = line.words || [[line.at, line.text]];
    const now = isOver ? -1 : parts.findLastIndex(([at]) => at <= frame);
    [...$("line").children].forEach((span, index) => {
      const name = isOver || index < now ? "" : index === now ? "now" : "ahead";
      if (span.className !== name) span.className = name;
    });
    $("captions").classList.toggle("past", isOver && frame > line.end + 4 * exercise.rate);
  };

  const SMALL = 0.62;
  const WORDS = { in: "Breathe in", hold: "Hold", out: "Breathe out", rest: "Rest" };
  const sizeAt = (breaths, index, done) => {
    const phase = breaths[index][2];
    const eased = (1 - Math.cos(Math.PI * done)) / 2;
    const before = (breaths[index - 1] || [])[2];
    const after = (breaths[index + 1] || [])[2];
    const edge = SMALL + (1 - SMALL) * 0.8; // between the two breaths in of a sigh
    if (phase === "in") {
      const [low, high] = [before === "in" ? edge : SMALL, after === "in" ? edge : 1];
      return low + (high - low) * eased;
    }
    if (phase === "out") return 1 - (1 - SMALL) * eased;
    return phase === "hold" ? 1 : SMALL;
  };
  const breath = (breaths, frame, isWordShown) => {
    const index = breaths.findLastIndex(([at, end]) => at <= frame && frame < end);
    body.dataset.breathing = index < 0 ? "no" : "yes";
    if (index < 0) {
      setText($("phase"), "");
      $("shape").style.transform = `scale(${SMALL})`;
      return;
    }
    const [at, end, phase] = breaths[index];
    const size = sizeAt(breaths, index, (frame - at) / (end - at));
    $("shape").style.transform = `scale(${still.matches ? 0.8 : size.toFixed(4)})`;
    const count = still.matches ? ` ${Math.ceil((end - frame) / exercise.rate)}` : "";
    setText($("phase"), isWordShown && !count ? "" : WORDS[phase] + count);
  };

  const progress = (part, leftS, title) => {
    $("done").style.transform = `scaleX(${part.toFixed(4)})`;
    setText($("left"), `${clock(leftS)} left`);
    setText($("section"), title || "Sections");
  };

  const sectionList = (rows, choose) => {
    $("titles").replaceChildren(...rows.map(({ title, seconds, isHere }, index) => {
      const button = make("button", "", { type: "button" });
      button.append(make("span", title), make("span", clock(seconds)));
      if (isHere) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => choose(index));
      const item = make("li", "");
      item.append(button);
      return item;
    }));
  };

  const closing = () => {
    const questions = [...exercise.reflect, "How was that, not only in the body?"];
    $("reflect").replaceChildren(...questions.map((text) => make("li", text)));
  };
  const say = (text) => setText($("status"), text);

  return { $, welcome, show, question, caption, breath, progress, sectionList, closing, say };
};
