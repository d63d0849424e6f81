/* What the room is doing and an event in, what it does next and what is to be done out.

   The twin of the live player's rules (presence/live/consent.py), rule for rule; a test walks both
   through every state and event. Silence is never a yes: no moment leads past a question, only a
   yes of everybody who is asked, given since it was asked last. */

const YES_KEYS = [["f", "1"], ["j", "2"], ["3"], ["4"], ["5"], ["6"], ["7"], ["8"], ["9"]];

const consent = (() => {
  const begin = (voters) => ({
    voters, place: "exercise", stage: "asking", yes: [], paused: false, lost: false, over: "",
  });

  const modeOf = (state) => {
    if (state.over) return state.over === "ended" ? "ended" : "ending";
    if (state.lost) return "lost";
    if (state.paused) return "paused";
    if (atQuestion(state)) return state.stage === "held" ? "holding" : "asking";
    return { exercise: "playing", gentler: "gentler", rest: "resting" }[state.place];
  };
  const atQuestion = (state) => state.place === "check-in" || state.place === "offer";

  const SOUNDS_AGAIN = {
    "exercise": "repeat", "check-in": "ask", "gentler": "gentler on", "offer": "ask", "rest": "low",
  };
  const ANY_YES_KEY = ["y", ...YES_KEYS.flat()];

  const afresh = (state, changes = {}) => ({ ...state, stage: "asking", yes: [], ...changes });
  const at = (state, place) => afresh(state, { place, paused: false, lost: false });
  const act = (...actions) => (state) => [state, actions];
  const each = (events, rule) => Object.fromEntries(events.map((event) => [event, rule]));

  const pause = (state) => [afresh(state, { paused: true }), ["hush"]];
  const pauseUnheard = (state) => [afresh(state, { paused: true }), []];
  const pauseOrResumeUnheard = (state) => [afresh(state, { paused: !state.paused }), []];
  const resume = (state) => [{ ...state, paused: false }, [SOUNDS_AGAIN[state.place]]];
  const ask = (state) => [afresh(state), ["ask"]];
  const offer = (state) => [at(state, "offer"), ["ask"]];
  const rest = (state) => [at(state, "rest"), ["low"]];
  const reached = (state) => [{ ...at(state, "check-in"), stage: "asked" }, []];
  const heard = (state) => [{ ...state, stage: "asked" }, []];
  const askOrRest = (state) => (state.place === "check-in" ? ask(state) : rest(state));
  const lose = (state) => [afresh(state, { lost: true }), ["keep place"]];

  const shiftGears = (state) => {
    const moves = state.place === "exercise" || state.place === "check-in";
    return moves ? [at(state, "gentler"), ["gentler"]] : rest(state);
  };
  const shiftGearsUnheard = (state) => [{ ...shiftGears(state)[0], lost: true }, []];

  const unanswered = (state) => {
    if (state.stage === "asked") return [{ ...state, stage: "again", yes: [] }, ["ask"]];
    if (state.stage === "again") return [{ ...state, stage: "held" }, ["low"]];
    return [state, []];
  };
  const yes = (voter) => (state) => {
    if (voter >= state.voters) return [state, []];
    const said = [...new Set([...state.yes, voter])].sort();
    if (said.length < state.voters) return [{ ...state, yes: said }, []];
    return [at(state, "exercise"), ["go on"]];
  };
  const back = (action) => (state) => {
    if (state.place !== "exercise" && state.place !== "check-in") return [state, []];
    return [afresh(state, { place: "exercise" }), [action]];
  };
  const on = (action) => (state) => [state, state.place === "exercise" ? [action] : []];
  const find = (state) => {
    const found = { ...state, lost: false };
    if (state.paused) return [found, ["hush"]];
    const again = SOUNDS_AGAIN[state.place];
    const isSaid = again === "repeat" || again === "gentler on";
    return [found, isSaid ? ["sound is back", again] : [again]];
  };
  const over = (stage, ...actions) => (state) =>
    [{ ...begin(state.voters), over: stage }, actions];

  const LEVELS = {
    "plus": act("louder"), "minus": act("softer"), "]": act("bed louder"), "[": act("bed softer"),
    "m": act("bed off or on"), "?": act("help"),
  };
  const END = over("ending", "end");
  const ALWAYS = {
    ...LEVELS, "g": shiftGears, "n": END, "q": END, "escape": END, "device lost": lose,
    "interrupted": over("leaving", "end"),
  };
  const PAUSES = { "space": pause, "p": pause };
  const SEEK_BACK = { "left": back("line back"), "page-up": back("section back") };
  const MOVES = {
    "left": back("move line back"), "right": on("move line on"),
    "page-up": back("move section back"), "page-down": on("move section on"),
  };
  const GOING = {
    "exercise": {
      ...ALWAYS, ...PAUSES, ...SEEK_BACK, "right": on("line on"), "page-down": on("section on"),
      "r": act("repeat line"), "question asked": reached, "exercise over": over("ended", "stop"),
    },
    "gentler": {
      ...ALWAYS, ...PAUSES, "r": act("gentler on"), "left": act("gentler"), "right": offer,
      "page-up": act("gentler"), "page-down": offer, "gentler over": offer,
    },
    "rest": { ...ALWAYS, "p": pause, ...each(["space", ...ANY_YES_KEY], offer) },
  };
  const UNHEARD_OFFER = {
    ...ALWAYS, ...PAUSES, ...each(ANY_YES_KEY, act("remind: the question first")), "r": rest,
    "question asked": heard,
  };
  const UNHEARD_CHECK_IN = { ...UNHEARD_OFFER, ...SEEK_BACK, "r": ask };
  const ASKED = {
    ...ALWAYS, ...SEEK_BACK, "p": pause, "r": askOrRest,
    "right": act("remind: an answer first"), "page-down": act("remind: an answer first"),
    "wait over": unanswered,
  };
  const QUESTION_TO_ONE = { ...ASKED, "y": yes(0), "space": yes(0) };
  const QUESTION_TO_EACH = {
    ...ASKED, ...each(["y", "space"], act("remind: an answer each")),
    ...Object.assign({}, ...YES_KEYS.map((keys, voter) => each(keys, yes(voter)))),
  };
  const PAUSED = { ...ALWAYS, ...MOVES, "space": resume };
  const LOST = {
    ...LEVELS, ...MOVES, "space": pauseOrResumeUnheard, "p": pauseUnheard,
    "g": shiftGearsUnheard, "device back": find,
    ...each(["n", "q", "escape", "interrupted"], over("ended", "stop")),
  };
  const GONE = over("ended", "stop");
  const KEYS = [
    "space", "y", "n", "p", "g", "q", "escape", "left", "right", "page-up", "page-down", "plus",
    "minus", "[", "]", "m", "r", "?", ...YES_KEYS.flat(), "other",
  ];
  const OVER = {
    "ending": {
      ...each(["n", "q", "escape", "interrupted"], over("leaving")),
      "end faded": over("closing", "close"), "device lost": GONE,
    },
    "closing": {
      ...each([...KEYS, "interrupted"], over("leaving", "end soon")),
      "closing over": over("leaving", "end soon"), "device lost": GONE,
    },
    "leaving": { "end faded": GONE, "device lost": GONE },
    "ended": {},
  };

  const rulesOf = (state) => {
    if (state.over) return OVER[state.over];
    if (state.lost) return LOST;
    if (state.paused) return PAUSED;
    if (!atQuestion(state)) return GOING[state.place];
    if (state.stage === "asking") {
      return state.place === "check-in" ? UNHEARD_CHECK_IN : UNHEARD_OFFER;
    }
    return state.voters === 1 ? QUESTION_TO_ONE : QUESTION_TO_EACH;
  };
  const step = (state, event) => {
    const rules = rulesOf(state);
    return Object.hasOwn(rules, event) ? rules[event](state) : [state, []];
  };

  return { begin, step, modeOf, atQuestion, KEYS };
})();
