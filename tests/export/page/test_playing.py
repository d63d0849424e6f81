"""A page in a real browser: the exercise plays, its captions keep time, and questions wait."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soxr
from browser import Tab
from pages import HOSTILE, WITH_QUESTIONS, Inside, inside, write

from presence.narration.silent import SilentEngine

GATES = "exercise.tracks[0].segments.map(segment => segment.gate)"
WATCH = """
seconds => new Promise((done) => {
  const seen = [];
  const begun = performance.now();
  const look = () => {
    const now = document.querySelector("#line .now");
    seen.push([sound.time(), here.segment, document.getElementById("line").textContent,
      now ? now.textContent : null]);
    if (performance.now() - begun < seconds * 1000) requestAnimationFrame(look);
    else done(seen);
  };
  requestAnimationFrame(look);
})
"""
"""What is shown, and the sound's own clock, at each of the page's pictures."""
EDGES = """
(() => {
  const line = document.getElementById("line");
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const places = [];
  while (walker.nextNode()) {
    for (let sign = 0; sign < walker.currentNode.length; sign++) {
      const range = document.createRange();
      range.setStart(walker.currentNode, sign);
      range.setEnd(walker.currentNode, sign + 1);
      const box = range.getBoundingClientRect();
      places.push((box.left + box.right) / 2);
    }
  }
  const side = (place) => place === Math.min(...places) ? "left"
    : place === Math.max(...places) ? "right" : "within";
  return [side(places[0]), side(places.at(-1))];
})()
"""
"""At which edge of the line its first and its last sign stand."""


def begin(tab: Tab, one: bool = False) -> None:
    """Taps what somebody taps who wants to begin."""
    if one:
        tab.page.check("#one")
    tab.page.click("#begin")
    tab.until("playing === 'exercise' && sound.time() > 0")


def to_question(tab: Tab, segment: int = 0) -> None:
    """Lets a segment play from shortly before its question until that was heard."""
    tab.has(f"startMain({{segment: {segment}, frame: {GATES}[{segment}].ask}})")
    tab.until("consent.atQuestion(state) && state.stage === 'asked'")


def where(tab: Tab) -> dict[str, Any]:
    """Where the exercise is."""
    place: dict[str, Any] = tab.has("here")
    return place


def test_captions_keep_to_the_clock_of_the_sound(tab: Tab) -> None:
    """At each picture, the line shown and the word lit are those that the sound has come to, by
    its own clock, to within a picture or two."""
    begin(tab)
    seen = tab.page.evaluate(WATCH, 4.5)
    segment = tab.has("exercise.tracks[0].segments[0]")
    slack = 0.12 * 48_000
    words: set[str] = set()
    for seconds, _, shown, word in seen:
        if seconds is None:
            continue
        frame = seconds * 48_000
        for line in segment["lines"]:
            if line["at"] + slack < frame < line["end"]:
                later = [other for other in segment["lines"] if line["at"] < other["at"] < frame]
                assert later or shown == line["text"]
            if word is not None and shown == line["text"]:
                starts = [at for at, text in line["words"] if text == word]
                assert any(at - slack <= frame for at in starts)
        if word:
            words.add(word.strip())
    assert {"Let", "shoulders", "soften."} <= words
    assert len(seen) > 60


def test_a_question_waits_for_ever(tab_for_one: Tab) -> None:
    """Asked once more, then held with no sound going on; nothing but a yes leads past it."""
    begin(tab_for_one)
    to_question(tab_for_one)
    assert tab_for_one.mode() == "asking"
    tab_for_one.until_mode("holding")
    assert tab_for_one.has("state.stage") == "held"
    for _ in range(20):
        tab_for_one.has("dispatch('wait over')")
    assert tab_for_one.mode() == "holding"
    assert tab_for_one.has("sound.time()") is None
    assert where(tab_for_one)["segment"] == 0
    tab_for_one.page.click("[data-event=y]")
    tab_for_one.until("here.segment === 1 && sound.time() > 0")
    tab_for_one.until_mode("ended")


def test_a_page_whose_timers_sleep_stops_at_the_question(browser: Any, page_for_one: Path) -> None:
    """In a pocket a browser lets timers and pictures sleep: the sound itself ends there."""
    dead = "window.setTimeout = () => 0; window.requestAnimationFrame = () => 0;"
    tab = Tab(browser, page_for_one, before=dead)
    tab.page.click("#begin")
    tab.until_mode("asking")
    tab.until("sound.time() === null")
    assert tab.has("here") == {"segment": 0, "frame": tab.has(f"{GATES}[0].at")}
    tab.close()


def test_each_partner_says_yes(tab: Tab) -> None:
    """One yes is half an answer; and it is shown whose is there."""
    begin(tab)
    to_question(tab)
    sam, alex = tab.page.get_by_text("Sam: yes"), tab.page.get_by_text("Alex: yes")
    sam.click()
    assert sam.get_attribute("aria-pressed") == "true"
    assert alex.get_attribute("aria-pressed") == "false"
    assert tab.mode() == "asking"
    tab.page.keyboard.press("y")
    assert "Each of you" in tab.page.inner_text("#note")
    assert where(tab)["segment"] == 0
    alex.click()
    tab.until("here.segment === 1 && sound.time() > 0")


def test_one_may_answer_for_all(tab: Tab) -> None:
    """If that was chosen at the start."""
    begin(tab, one=True)
    to_question(tab)
    assert tab.page.locator("#choices .yes").count() == 1
    tab.page.keyboard.press("y")
    tab.until("here.segment === 1")


def test_something_gentler_at_a_question(tab: Tab) -> None:
    """The check-in's own steps, then go on, rest or end; rest leads back to that; a yes of each
    goes on behind the check-in."""
    begin(tab)
    to_question(tab)
    tab.page.click("#choices [data-event=g]")
    tab.until("document.getElementById('line').textContent === 'Then sit apart for a while.'")
    assert tab.mode() == "gentler"
    tab.until("state.place === 'offer' && state.stage === 'asked'")
    tab.page.click("#choices [data-event=g]")
    assert tab.mode() == "resting"
    assert tab.has("sound.time()") is None
    tab.page.click("#choices [data-event=space]")
    tab.until("state.place === 'offer' && state.stage === 'asked'")
    tab.page.keyboard.press("f")
    assert tab.has("state.place") == "offer"
    tab.page.keyboard.press("j")
    tab.until("state.place === 'exercise' && here.segment === 1 && sound.time() > 0")


def test_something_gentler_at_any_moment(tab: Tab) -> None:
    """The script's steps; going on begins again with the line that was interrupted."""
    begin(tab)
    tab.page.keyboard.press("ArrowRight")
    tab.until("sound.time() * 48000 > places.segments[0].lines[1].at + 9600")
    tab.page.click("#gentler")
    tab.until("document.getElementById('line').textContent === 'We will do less.'")
    tab.until("state.place === 'offer' && state.stage === 'asked'")
    tab.page.keyboard.press("j")
    tab.page.keyboard.press("1")
    tab.until("playing === 'exercise' && sound.time() > 0")
    assert where(tab)["segment"] == 0
    line = tab.has("places.segments[0].lines[1]")
    assert where(tab)["frame"] <= line["at"] + 9600
    assert tab.page.inner_text("#line") == line["text"]


def test_a_pause_begins_the_line_again(tab: Tab) -> None:
    """The sound stops, nothing moves, and the line that was interrupted is said from its start."""
    begin(tab)
    tab.until("sound.time() > 0.8")
    tab.page.click("#pause")
    assert tab.mode() == "paused"
    assert tab.page.inner_text("#pause") == "Resume"
    assert tab.has("sound.time()") is None
    stopped = where(tab)
    assert stopped["frame"] > 0.7 * 48_000
    tab.page.keyboard.press("Space")
    tab.until("sound.time() > 0")
    assert tab.mode() == "playing"
    assert where(tab)["frame"] < stopped["frame"]


def test_a_jump_past_a_question_stops_at_it(tab: Tab) -> None:
    """To a section behind two check-ins leads the way to the first; back is free."""
    begin(tab)
    tab.page.click("#sections")
    tab.page.click("#titles >> text=Landing")
    tab.until("consent.atQuestion(state)")
    assert where(tab)["segment"] == 0
    tab.page.keyboard.press("PageDown")
    assert where(tab)["segment"] == 0
    tab.page.keyboard.press("PageUp")
    tab.until("state.place === 'exercise' && sound.time() > 0")
    assert where(tab)["frame"] < 48_000
    tab.page.keyboard.press("PageDown")
    tab.until("consent.atQuestion(state)")
    assert where(tab)["segment"] == 0


@pytest.mark.parametrize("segment", [0, 1])
def test_ending_leads_to_the_questions_for_after(tab: Tab, segment: int) -> None:
    """From anywhere: it fades, and what is left is text; it can begin again from its start."""
    begin(tab)
    tab.has(f"startMain({{segment: {segment}, frame: 48000}})")
    tab.until("sound.time() > 1")
    tab.page.click("#end")
    assert tab.mode() == "ending"
    tab.until_mode("ended")
    reflect = tab.page.locator("#reflect li").all_inner_texts()
    assert reflect == ["What would you like more of?", "How was that, not only in the body?"]
    tab.page.click("#again")
    tab.page.click("#begin")
    tab.until("playing === 'exercise' && sound.time() > 0")
    assert where(tab)["segment"] == 0


def test_it_plays_to_its_end(tab: Tab) -> None:
    """The last segment has no question: behind it are the questions for after."""
    begin(tab)
    tab.has("startMain({segment: 2, frame: 0})")
    tab.until_mode("ended")


HEAR = """
async ([segment, frame]) => {
  sound.open();
  const context = new AudioContext();
  const node = context.createScriptProcessor(1024, 2, 1);
  const audio = new Audio();
  audio.src = sound.urlOf(exercise.tracks[0].segments[segment].sound);
  await new Promise((done) => { audio.onloadedmetadata = done; });
  await context.resume();
  audio.currentTime = frame / exercise.rate;
  if (frame) await new Promise((done) => { audio.onseeked = done; });
  const heard = [];
  const clock = [];
  const enough = new Promise((done) => {
    node.onaudioprocess = (event) => {
      const block = [...event.inputBuffer.getChannelData(0)];
      if (!heard.length && block.every((sample) => sample === 0)) return;
      clock.push(audio.currentTime - heard.length / context.sampleRate);
      heard.push(...block);
      if (heard.length > context.sampleRate) done();
    };
  });
  context.createMediaElementSource(audio).connect(node).connect(context.destination);
  await audio.play();
  await enough;
  audio.pause();
  return [heard, context.sampleRate, clock];
}
"""
"""After a jump: what comes out of the browser, and what its clock said that it began with."""


def clock_ahead_s(tab: Tab, found: Inside, frame: int) -> float:
    """By how much the browser's clock is ahead of what is heard, after a jump to a frame."""
    whole, rate_hz = found.samples(found.exercise["tracks"][0]["segments"][0]["sound"])
    heard, heard_hz, clock = tab.page.evaluate(HEAR, [0, frame])
    ours = soxr.resample(np.asarray(heard, dtype=np.float32), heard_hz, rate_hz)
    settled = rate_hz // 4
    ours = ours[settled : settled + rate_hz // 2]
    first = max(round(frame * rate_hz / 48_000) - rate_hz // 4, 0)
    fits = np.correlate(whole[first : first + rate_hz * 5 // 4, 0], ours, "valid")
    return float(np.median(clock)) - (first + int(np.argmax(fits)) - settled) / rate_hz


def test_a_jump_is_exact(tab: Tab, page: Path) -> None:
    """After a jump the clock and what is heard are together as they are without one, to within
    two frames of the MP3: a place guessed from a table of contents would be off by far more."""
    gate = inside(page).exercise["tracks"][0]["segments"][0]["gate"]
    usual_s = clock_ahead_s(tab, inside(page), 0)
    for part in (0.2, 0.45, 0.8):
        tab.page.reload()
        ahead_s = clock_ahead_s(tab, inside(page), round(gate["at"] * part))
        assert abs(ahead_s - usual_s) < 2 * 1152 / 32_000
    tab.said = [text for text in tab.said if "ScriptProcessorNode is deprecated" not in text]


def test_the_breath_grows_and_shrinks(tab: Tab) -> None:
    """With the breath's own phases: larger at the end of a breath in than at the end of one out."""
    begin(tab)
    sizes = {}
    for index, phase in ((0, "Breathe in"), (1, "Breathe out")):
        at, end, _ = tab.has(f"places.segments[0].breaths[{index}]")
        tab.has(f"startMain({{segment: 0, frame: {at + (end - at) * 3 // 4}}})")
        tab.until(f"document.getElementById('phase').textContent === '{phase}'")
        sizes[phase] = tab.has("document.getElementById('shape').getBoundingClientRect().width")
    assert sizes["Breathe in"] > 1.15 * sizes["Breathe out"]


def test_the_screen_is_kept_awake(browser: Any, page_for_one: Path) -> None:
    """From the beginning, again after the page was hidden, and no longer once it is over."""
    lock = """
    window.locks = [];
    Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
      const lock = { released: false, release: async () => { lock.released = true; } };
      window.locks.push(lock);
      return lock;
    } } });
    """
    tab = Tab(browser, page_for_one, before=lock)
    begin(tab)
    assert tab.has("locks.length") == 1
    tab.has("locks[0].released = true, document.dispatchEvent(new Event('visibilitychange')), 0")
    tab.until("locks.length === 2")
    tab.page.keyboard.press("q")
    tab.until_mode("ended")
    tab.until("locks.every((lock) => lock.released)")
    tab.close()


def test_it_plays_where_a_screen_cannot_be_kept_awake(browser: Any, page_for_one: Path) -> None:
    """An older browser knows no wake lock: nothing is said of it."""
    gone = "Object.defineProperty(navigator, 'wakeLock', { value: undefined });"
    tab = Tab(browser, page_for_one, before=gone)
    begin(tab)
    tab.close()


def test_a_hostile_text_is_only_read(browser: Any, tmp_path: Path) -> None:
    """What a script says is on the page as it was written, and nothing of it happens."""
    quoted = HOSTILE.replace("'", "''")
    name = quoted.replace("{{style}}", "")  # where braces are refused
    script = WITH_QUESTIONS.replace("A small evening", f"'{quoted}'").replace("Sam", f"'{name}'")
    script = script.replace("section: Arriving", f"section: '{name}'")
    tab = Tab(browser, write(tmp_path, script, engine=SilentEngine()))
    usual = len(tab.has("[...document.querySelectorAll('img, iframe, script:not([type])')]"))
    assert usual == 1
    assert tab.page.inner_text("#title") == HOSTILE
    assert tab.page.title() == HOSTILE
    begin(tab)
    tab.page.click("#sections")
    assert "<img src=x" in tab.page.inner_text("#titles")
    tab.page.keyboard.press("Escape")
    to_question(tab)
    assert "<img src=x" in tab.page.inner_text("#choices")
    assert len(tab.has("[...document.querySelectorAll('img, iframe, script:not([type])')]")) == 1
    tab.close()


def test_a_text_runs_the_way_it_is_read(browser: Any, tmp_path: Path) -> None:
    """In Arabic a line ends at the left. Letters alone would hide it, for they turn by themselves:
    it is the full stop that went astray."""
    script = WITH_QUESTIONS.replace("Let your shoulders soften.", "خذ نفسًا عميقًا.")
    tab = Tab(browser, write(tmp_path, script, engine=SilentEngine()))
    begin(tab)
    tab.until("document.getElementById('line').textContent.includes('خذ')")
    assert tab.has(EDGES) == ["right", "left"]
    tab.close()


def test_a_sound_that_the_device_stops_is_a_pause(browser: Any, page_for_one: Path) -> None:
    """A call comes in while a line or a question is said: it can be heard again from its start."""
    known = """
    const Real = window.Audio;
    window.sounds = [];
    window.Audio = function () { sounds.push(new Real()); return sounds.at(-1); };
    """
    tab = Tab(browser, page_for_one, before=known)
    stop = "sounds.find((audio) => !audio.paused && audio.currentTime > 0.1).pause(), 0"
    begin(tab)
    tab.until("sound.time() > 0.3")
    tab.has(stop)
    tab.until_mode("paused")
    tab.page.keyboard.press("Space")
    to_question(tab)
    tab.page.keyboard.press("r")
    tab.until("playing === 'question' && sound.time() > places.segments[0].gate.ask / 48000 + 0.2")
    tab.has(stop)
    tab.until_mode("paused")
    tab.page.keyboard.press("Space")
    tab.until("state.place === 'check-in' && state.stage === 'asked'")
    assert where(tab)["segment"] == 0
    tab.close()
