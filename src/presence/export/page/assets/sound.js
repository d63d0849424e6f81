/* Numbers of the page's sounds in, sound out: one passage at a time on two decks that fade into
   each other, and the bed, which loops for as long as the exercise waits. */

const soundOf = (exercise, root) => {
  const urls = new Map();
  const data = new Map();
  for (const element of root.querySelectorAll("script[data-sound]")) {
    const number = Number(element.dataset.sound);
    data.set(number, [...(data.get(number) || []), element]);
  }
  const bytesOf = (number) => data.get(number).map((element) => {
    const text = atob(element.textContent);
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  });
  const urlOf = (number) => {
    if (!urls.has(number)) {
      urls.set(number, URL.createObjectURL(new Blob(bytesOf(number), { type: "audio/mpeg" })));
      data.get(number).forEach((element) => element.remove()); // it is in the blob now
    }
    return urls.get(number);
  };

  let context = null;
  let master = null;
  const gainOf = (gain, seconds) => {
    // where there is no Web Audio, an element's own volume, without a ramp
    return (level, fade = seconds) => {
      if (!context) return;
      const now = context.currentTime;
      const here = gain.gain.value;
      gain.gain.cancelScheduledValues(now);
      gain.gain.setValueAtTime(here, now);
      gain.gain.linearRampToValueAtTime(level, now + Math.max(fade, 0.005));
    };
  };

  const deckOf = () => {
    const audio = new Audio();
    audio.preload = "auto";
    const deck = { audio, token: 0, fade: null, stopping: 0 };
    if (context) {
      const gain = context.createGain();
      gain.gain.value = 0;
      context.createMediaElementSource(audio).connect(gain).connect(master);
      deck.fade = gainOf(gain, 0.2);
    } else {
      deck.fade = (level) => { audio.volume = level; };
    }
    return deck;
  };

  let decks = [];
  let current = 0;
  let tokens = 0;
  let loudness = 1;

  const open = () => {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (!decks.length) {
      try {
        context = new Context();
        master = context.createGain();
        master.gain.value = loudness;
        master.connect(context.destination);
      } catch (problem) {
        context = null;
      }
      decks = [deckOf(), deckOf()];
    }
    if (context) context.resume();
    // a phone lets an element play by itself later only if a tap has played it once
    for (const deck of decks) {
      if (deck.token) continue;
      deck.audio.src = urlOf(exercise.tracks[0].segments[0].sound);
      deck.audio.play().then(() => { if (!deck.token) deck.audio.pause(); }, () => {});
    }
  };

  const letGo = (deck, seconds) => {
    deck.token = -1;
    deck.fade(0, seconds);
    clearTimeout(deck.stopping);
    deck.stopping = setTimeout(() => deck.audio.pause(), seconds * 1000 + 60);
  };

  /* Plays a sound from `seconds` on. `heard(time, isOver, isStopped)` is called as it goes on, at
     its end, and where the device stops it (a call comes in, a media key); never for a sound that
     another has taken the place of. */
  const play = (number, seconds, fadeIn, heard) => {
    const old = decks[current];
    if (old.token > 0) letGo(old, 0.25);
    current = 1 - current;
    const deck = decks[current];
    const token = ++tokens;
    const { audio } = deck;
    clearTimeout(deck.stopping);
    deck.token = token;
    deck.fade(0, 0);
    const mine = () => deck.token === token;
    const url = urlOf(number);
    if (audio.src !== url) audio.src = url;
    const go = () => {
      if (!mine()) return;
      audio.currentTime = seconds;
      deck.at = seconds;
      audio.play().then(() => { if (mine()) deck.fade(1, fadeIn); }, () => {
        if (mine()) heard(seconds, false, true);
      });
    };
    audio.ontimeupdate = () => { if (mine() && !audio.seeking) heard(audio.currentTime, false); };
    audio.onended = () => { if (mine()) { deck.token = -1; heard(audio.duration, true); } };
    audio.onpause = () => { if (mine() && !audio.ended) heard(audio.currentTime, false, true); };
    audio.onerror = () => { if (mine()) heard(seconds, false, true); };
    audio.onloadedmetadata = go;
    if (audio.readyState >= 1) { audio.onloadedmetadata = null; go(); }
  };

  const halt = (seconds) => {
    const deck = decks[current];
    if (deck && deck.token > 0) letGo(deck, seconds);
  };
  const time = () => {
    const deck = decks[current];
    if (!deck || deck.token <= 0) return null;
    return deck.audio.seeking || deck.audio.readyState < 1 ? deck.at : deck.audio.currentTime;
  };

  const loops = new Map();
  let bed = { number: -1, node: null, gain: null, level: 0 };
  const bufferOf = (number) => {
    if (!loops.has(number)) {
      const parts = bytesOf(exercise.beds[number].sound);
      const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
      let end = 0;
      for (const part of parts) { whole.set(part, end); end += part.length; }
      loops.set(number, new Promise((done) => {
        context.decodeAudioData(whole.buffer, done, () => done(null));
      }));
    }
    return loops.get(number);
  };

  /* Brings the loop of a bed to a level; number −1 or level 0 is silence. */
  const hold = async (number, level, seconds) => {
    if (!context) return;
    const before = bed;
    if (before.number !== number || (!level && before.gain)) {
      bed = { number: level ? number : -1, node: null, gain: null, level };
      if (before.gain) {
        gainOf(before.gain, seconds)(0);
        const { node } = before;
        if (node) node.stop(context.currentTime + seconds + 0.1);
      }
      if (bed.number < 0) return;
      const mine = bed;
      mine.gain = context.createGain();
      mine.gain.gain.value = 0;
      mine.gain.connect(master);
      const buffer = await bufferOf(number);
      if (bed !== mine || !buffer) return;
      const { start, length } = exercise.beds[number];
      mine.node = context.createBufferSource();
      Object.assign(mine.node, { buffer, loop: true, loopStart: start, loopEnd: start + length });
      mine.node.connect(mine.gain);
      mine.node.start(0, start);
    } else {
      bed.level = level;
    }
    if (bed.gain) gainOf(bed.gain, seconds)(bed.level);
  };
  const getReady = (number) => { if (context && number >= 0) bufferOf(number); };

  const setVolume = (db) => {
    loudness = 10 ** (db / 20);
    if (master) gainOf(master, 0.1)(loudness);
    else decks.forEach((deck) => { deck.audio.volume = loudness; });
  };
  const wake = () => { if (context && context.state !== "running") context.resume(); };

  return { open, urlOf, play, halt, time, hold, getReady, setVolume, wake };
};
