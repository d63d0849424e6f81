/* Taps and keys in, the exercise out: consent says what is to be done, this does it. */

const exercise = JSON.parse(document.getElementById("exercise").textContent);
const view = viewOf(exercise, document);
const sound = soundOf(exercise, document);
const places = placesOf(exercise);
const { $ } = view;

const LEAD_IN_S = 0.8;
const EDGE_S = 1.2; // for the bed to come and go over a segment's own edges
const LOW = 0.4; // the bed where an answer is waited for
const OFFER = { question: exercise.offered, wait: 30 };
const TELL = {
  "paused": "Paused.", "asking": "A question waits for your answer.", "ended": "Ended.",
  "holding": "Waiting for your answer, for as long as it takes.", "resting": "Resting.",
};
const REMIND = {
  "remind: the question first": "Let the question be heard first.",
  "remind: an answer each": "Each of you has a button of your own.",
  "remind: an answer first": "The question wants an answer first.",
};

let state = null; // of consent; null before the exercise has begun
let here = { segment: 0, frame: 0 }; // in the exercise
let aim = 0; // the frame that a passage is led in to: until it is reached, that is where we are
let side = null; // the track of gentler steps, and how far it is
let playing = null; // what sounds: "exercise", "gentler" or "question"
let waiting = 0; // the timer of a question
let wanted = null; // the section that was chosen from the list
let volume = 0;

const mainFrame = (seconds) => Math.max(framesOf(seconds), aim);
const framesOf = (seconds) => Math.round(seconds * exercise.rate);
const secondsOf = (frame) => frame / exercise.rate;
const segmentHere = () => places.segments[here.segment];
const sideSegment = (track) => exercise.tracks[track].segments[0];

/* The bed */

const bedHere = () => {
  const { beds } = segmentHere();
  return beds.findLast(([at]) => at <= here.frame) || beds[0] || [0, -1, 0];
};
const bedTo = (factor, seconds) => {
  const [, number, gain] = bedHere();
  sound.hold(number, gain * factor, seconds);
};
const bedAway = (seconds) => {
  const [, number] = bedHere();
  sound.hold(number, 0, seconds);
  sound.getReady(number);
};

/* Passages */

const startMain = (place, leadIn = 0) => {
  here = place;
  aim = place.frame;
  side = null;
  playing = "exercise";
  const segment = segmentHere();
  const before = segment.lines.findLast(({ at }) => at < place.frame);
  const earliest = before ? Math.min(before.end, place.frame) : 0;
  const from = Math.max(earliest, place.frame - framesOf(leadIn), 0);
  const fade = from === 0 ? 0.02 : 0.3;
  bedAway(from === 0 && segment.first ? EDGE_S : 0.4);
  sound.play(segment.sound, secondsOf(from), fade, heardMain);
};
const heardMain = (seconds, isOver, isStopped) => {
  if (isStopped) return pauseFromOutside();
  if (playing !== "exercise" && playing !== "question") return; // its last moment of bed
  const { gate } = segmentHere();
  here = { segment: here.segment, frame: mainFrame(seconds) };
  if (gate && (isOver || here.frame >= gate.at)) {
    here = { segment: here.segment, frame: gate.at };
    playing = null;
    bedTo(1, EDGE_S);
    dispatch("question asked");
  } else if (isOver) {
    playing = null;
    dispatch("exercise over");
  }
};
const startSide = (track, frame, fade) => {
  side = { track, frame };
  playing = "gentler";
  bedAway(frame ? 0.4 : EDGE_S);
  sound.play(sideSegment(track).sound, secondsOf(frame), fade, (seconds, isOver, isStopped) => {
    if (isStopped) return pauseFromOutside();
    side.frame = framesOf(seconds);
    if (!isOver) return;
    playing = null;
    bedTo(LOW, EDGE_S);
    dispatch("gentler over");
  });
};
const askOffer = () => {
  playing = "offer";
  bedTo(LOW, 0.5);
  sound.play(sideSegment(exercise.offer).sound, 0, 0.02, (seconds, isOver, isStopped) => {
    if (isStopped) return pauseFromOutside();
    if (!isOver) return;
    playing = null;
    dispatch("question asked");
  });
};
const quiet = (seconds) => {
  remember();
  playing = null;
  sound.halt(seconds);
};
const remember = () => {
  const seconds = sound.time();
  if (seconds === null || !playing) return;
  if (playing === "gentler") side.frame = framesOf(seconds);
  else if (playing !== "offer") here = { segment: here.segment, frame: mainFrame(seconds) };
};
const pauseFromOutside = () => {
  const mode = state && consent.modeOf(state);
  const isUnheard = mode === "asking" && state.stage === "asking";
  if (mode === "playing" || mode === "gentler" || isUnheard) dispatch("p");
};

/* What consent asks for */

const gateHere = () => segmentHere().gate;
const goTo = (place, isSounding) => {
  if (!place) return;
  if (isSounding) startMain(place, LEAD_IN_S);
  else here = place;
};
const choose = (target) => (wanted ? places.stopped(here, wanted) : target);
const restart = () => ({ segment: here.segment, frame: places.restartIn(segmentHere(), here.frame) });

const DO = {
  "hush": () => { quiet(0.25); bedTo($("soft-bed").checked ? LOW : 0, 0.25); },
  "low": () => { quiet(0.5); bedTo(LOW, 2); },
  "repeat": () => startMain(restart(), LEAD_IN_S),
  "repeat line": () => { remember(); startMain(places.lineAt(here), LEAD_IN_S); },
  "go on": () => {
    const gate = gateHere();
    const isPast = gate && here.frame >= gate.at;
    if (isPast) startMain({ segment: here.segment + 1, frame: 0 });
    else startMain(restart(), LEAD_IN_S);
  },
  "ask": () => {
    if (state.place === "offer") return askOffer();
    const { gate } = segmentHere();
    startMain({ segment: here.segment, frame: gate.ask }, 0);
    playing = "question";
  },
  "gentler": () => {
    remember();
    const own = places.isAsking(here) ? gateHere().gentler : -1;
    startSide(side ? side.track : own < 0 ? exercise.gentler : own, 0, 0.02);
  },
  "gentler on": () => {
    const segment = sideSegment(side.track);
    remember();
    startSide(side.track, places.restartIn(segment, side.frame), 0.3);
  },
  "line back": () => { remember(); goTo(places.previousLine(here), true); },
  "line on": () => { remember(); goTo(places.nextLine(here), true); },
  "section back": () => { remember(); goTo(choose(places.previousSection(here)), true); },
  "section on": () => { remember(); goTo(choose(places.nextSection(here)), true); },
  "move line back": () => goTo(places.previousLine(here), false),
  "move line on": () => goTo(places.nextLine(here), false),
  "move section back": () => goTo(choose(places.previousSection(here)), false),
  "move section on": () => goTo(choose(places.nextSection(here)), false),
  "end": () => {
    quiet(2);
    bedTo(0, 2);
    setTimeout(() => dispatch("end faded"), 2050);
  },
  "close": () => dispatch("closing over"),
  "end soon": () => dispatch("end faded"),
  "stop": () => { quiet(0.1); bedTo(0, 0.5); view.closing(); },
  "louder": () => setVolume(volume + 3),
  "softer": () => setVolume(volume - 3),
  "help": () => openDialog($("help")),
};

const dispatch = (event) => {
  if (!state) return;
  const [next, actions] = consent.step(state, event);
  const isSame = ["place", "stage", "paused", "over"].every((name) => next[name] === state[name]);
  state = next;
  if (!isSame) clearTimeout(waiting);
  for (const action of actions) {
    if (action in REMIND) remind(REMIND[action]);
    else if (Object.hasOwn(DO, action)) DO[action]();
  }
  if (event === "question asked" && consent.atQuestion(state)) waitForAnswer();
  draw();
  keepAwake();
};
const waitForAnswer = () => {
  const { wait } = state.place === "offer" ? OFFER : gateHere();
  clearTimeout(waiting);
  waiting = setTimeout(() => dispatch("wait over"), wait * 1000);
};

/* What is seen */

let reminder = "";
const remind = (text) => { reminder = text; view.say(text); };
let told = "";
const FACES = {
  playing: "stage", gentler: "stage", paused: "stage", lost: "stage", asking: "question",
  holding: "question", resting: "question", ending: "ending", ended: "closing",
};

const draw = () => {
  const mode = consent.modeOf(state);
  if (mode !== told) {
    told = mode;
    reminder = "";
    view.say(TELL[mode] || "");
  }
  if (FACES[mode] === "question") drawQuestion(mode);
  view.show(FACES[mode], mode);
  drawMoment();
};
const drawQuestion = (mode) => {
  const isOffer = state.place === "offer";
  const partners = exercise.partners;
  const yes = state.voters > 1
    ? partners.map((name, index) => ({
      label: `${name}: yes`, event: YES_KEYS[index][0], yes: true,
      pressed: state.yes.includes(index),
    }))
    : [{ label: "Go on", event: "y", yes: true }];
  const pairs = [];
  for (let first = 0; first < yes.length; first += 2) pairs.push(yes.slice(first, first + 2));
  const end = { label: "End", event: "n" };
  const gentler = { label: isOffer ? "Rest" : "Something gentler", event: "g" };
  if (mode === "resting") {
    const ready = { label: "I have rested", event: "space", yes: true };
    view.question("Rest for as long as you like.", "", [[ready], [end]], dispatch);
    return;
  }
  const text = isOffer ? OFFER.question : gateHere().question || "Do you want to go on?";
  const both = state.voters > 1 ? "It goes on when each of you has said yes." : "";
  const note = reminder || (mode === "holding" ? "Take all the time you like. " : "") + both;
  view.question(text, note.trim(), [...pairs, [{ label: "Pause", event: "p" }], [gentler], [end]],
    dispatch);
};

/* The sound's own clock says what is shown. */
const drawMoment = () => {
  if (!state) return;
  const seconds = playing && sound.time();
  const inside = side ? sideSegment(side.track) : segmentHere();
  let frame = side ? side.frame : here.frame;
  if (typeof seconds === "number" && playing !== "offer") frame = framesOf(seconds);
  const reached = side ? frame : Math.max(frame, here.frame);
  const line = inside.lines.findLast(({ at }) => at <= reached) || null;
  view.caption(line, frame);
  view.breath(inside.breaths, frame, Boolean(line && line.breath));
  const place = side ? here : { segment: here.segment, frame };
  const along = places.along(place);
  const section = places.sectionAt(place);
  view.progress(along / Math.max(places.length, 1), secondsOf(places.length - along),
    side ? "Something gentler" : section && section.title);
};
const animate = () => {
  drawMoment();
  requestAnimationFrame(animate);
};

/* Keys, buttons, dialogs */

const KEYS = {
  " ": "space", "Spacebar": "space", "ArrowLeft": "left", "ArrowRight": "right",
  "PageUp": "page-up", "PageDown": "page-down", "+": "plus", "=": "plus", "-": "minus",
  "−": "minus",
};
const OURS = new Set([
  "space", "y", "n", "p", "g", "q", "left", "right", "page-up", "page-down", "plus", "minus", "r",
  "?", ...YES_KEYS.flat(),
]);
const openDialog = (dialog) => { if (!dialog.open) dialog.showModal(); };
const isOpen = () => Boolean(document.querySelector("dialog[open]"));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const key = KEYS[event.key] || event.key.toLowerCase();
  const target = event.target.closest("button, input, a");
  if (target && (key === "space" || event.key === "Enter")) return;
  if (target && target.matches("input") && /^(Arrow|Page)/.test(event.key)) return;
  if (isOpen()) {
    if (key === "?") $("help").close();
    return;
  }
  if (!OURS.has(key) || (!$("single-keys").checked && event.key.length === 1)) return;
  if (key === "?") openDialog($("help"));
  else if (state) dispatch(key);
  else return;
  event.preventDefault();
});

const setVolume = (db) => {
  volume = Math.min(0, Math.max(-30, db));
  $("volume").value = String(volume);
  sound.setVolume(volume);
};
$("volume").addEventListener("input", () => setVolume(Number($("volume").value)));
$("announce").addEventListener("change", () => {
  $("line").setAttribute("aria-live", $("announce").checked ? "polite" : "off");
});
for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
for (const [id, event] of [["pause", "space"], ["previous", "left"], ["next", "right"],
  ["gentler", "g"], ["end", "q"]]) {
  $(id).addEventListener("click", () => dispatch(event));
}
$("keys").addEventListener("click", () => openDialog($("help")));
$("sections").addEventListener("click", () => {
  remember();
  const now = places.sectionAt(here);
  const rows = places.sections.map((section) => ({
    title: section.title, isHere: section === now, seconds: secondsOf(places.along(section)),
  }));
  view.sectionList(rows, (index) => {
    $("list").close();
    wanted = places.sections[index];
    dispatch(places.isBefore(wanted, here) ? "page-up" : "page-down");
    wanted = null;
  });
  openDialog($("list"));
});

/* The screen stays on while somebody may be reading it with closed hands. */
let lock = null;
const keepAwake = async () => {
  const isGoing = state && consent.modeOf(state) !== "ended";
  if (!isGoing || document.hidden) {
    if (lock && !isGoing) lock.release().catch(() => {});
    lock = null;
    return;
  }
  if (lock && !lock.released) return;
  try {
    lock = await navigator.wakeLock.request("screen");
  } catch (problem) {
    lock = null; // not here, or not now: the exercise goes on without
  }
};
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  sound.wake();
  keepAwake();
});

const begin = () => {
  sound.open();
  setVolume(volume);
  const isEach = !$("answering").hidden && $("each").checked;
  state = consent.begin(isEach ? exercise.partners.length : 1);
  told = "";
  startMain({ segment: 0, frame: 0 });
  draw();
  keepAwake();
};
$("begin").addEventListener("click", begin);
$("again").addEventListener("click", () => {
  state = null;
  side = null;
  here = { segment: 0, frame: 0 };
  view.show("start", "start");
});

if ("mediaSession" in navigator) {
  navigator.mediaSession.metadata = window.MediaMetadata
    ? new MediaMetadata({ title: exercise.title }) : null;
  const only = (modes) => () => {
    if (state && modes.includes(consent.modeOf(state))) dispatch("space");
  };
  navigator.mediaSession.setActionHandler("pause", only(["playing", "gentler"]));
  navigator.mediaSession.setActionHandler("play", only(["paused"]));
}

view.welcome();
requestAnimationFrame(animate);
