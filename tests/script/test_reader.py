"""Right scripts come in; exactly the Script that the author wrote must come out."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest

from presence import resources
from presence.diagnostics import Problems, ScriptError, Span
from presence.script import reader
from presence.script.model import (
    Ambient,
    Bell,
    Breathe,
    CheckIn,
    EachPartner,
    Include,
    Pause,
    Placeholder,
    Recording,
    Reflect,
    Repeat,
    Say,
    Script,
    Section,
    Silence,
    Voice,
)

NOWHERE: Final = Span("", 0, 0, 0, 0)
OPENING: Final = "presence: 1\ntitle: Right\n"
FOR_TWO: Final = f"{OPENING}partners: [Ada, Ben]\n"
BELL: Final = resources.sounds()["bell"]
SEA: Final = resources.sounds()["sea"]


def read(text: str, path: str = "right.yaml") -> Script:
    """The script of a text; raises ScriptError if anything is wrong with it."""
    problems = Problems()
    script = reader.read_bytes(path, text.encode(), problems)
    if script is None or problems.found:
        raise ScriptError(problems.found)
    return script


def placeless(value: Any) -> Any:
    """A model without its places, which have tests of their own."""
    if isinstance(value, Span):
        return NOWHERE
    if isinstance(value, tuple):
        return tuple(placeless(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: placeless(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **parts)
    return value


def step_of(text: str, opening: str = FOR_TWO) -> Any:
    """The only step of a script, without its places."""
    (step,) = read(f"{opening}steps:\n  - {text}\n").steps
    return placeless(step)


def name(text: str) -> Placeholder:
    return Placeholder(text, NOWHERE)


def silence(seconds: int) -> Silence:
    return Silence(Fraction(seconds), NOWHERE)


def say(*text: str | Placeholder | Silence, **voice: Any) -> Say:
    return Say(text, Voice(**voice), NOWHERE)


def pause(shortest: int, longest: int | None = None) -> Pause:
    return Pause(Fraction(shortest), Fraction(longest or shortest), NOWHERE)


EVERYTHING: Final = """\
presence: 1                       # the version of the format
title: An evening by the fire
summary: Ten minutes to come home to each other.
principle: check-in
language: en-GB
partners: [the one on the left, the one on the right]
for: 10m
voice: {name: calm, rate: 110, pitch: 45, volume: -2 dB, gap: 1.2s}
ambient: {sound: sea, level: -20 dB, fade: 8s}
values: {place: the fire}
steps:
  - section: Landing at {place}
  - say: Sit down by {place}, side by side.
  - pause: 12s
  - bell
  - say:
      text: "Feel the floor. [3s] And the warmth."
      rate: 100
  - breathe: {in: 3s, hold: 1s, out: 5s, times: 4}
  - check-in:
      ask: Do you both want to go on?
      wait: 20s
      gentler:
        - say: Look into the fire for a while.
        - pause: 40s
  - section: Telling
  - each-partner:
      - say: "{partner}, tell {other} what warmed you today."
      - pause: 30s to 1m30s
  - repeat: {times: 2, steps: [{say: "Round {round}."}, {pause: 9s}]}
  - ambient: off
  - reflect: What will you take along?
gentler:
  - say: All right. Let us rest.
  - pause: 2m
"""


def test_a_script_with_every_part_gives_exactly_its_model() -> None:
    """Every key of a script and most steps, in one piece, as an author would write them."""
    assert placeless(read(EVERYTHING)) == Script(
        path="right.yaml",
        title="An evening by the fire",
        summary="Ten minutes to come home to each other.",
        principle="check-in",
        language="en-GB",
        partners=("the one on the left", "the one on the right"),
        length=Fraction(600),
        voice=Voice("calm", 110, 45, -2.0, Fraction(6, 5)),
        ambient=Ambient(SEA, -20.0, Fraction(8), NOWHERE),
        values=(("place", "the fire"),),
        steps=(
            Section(("Landing at ", name("place")), NOWHERE),
            say("Sit down by ", name("place"), ", side by side."),
            pause(12),
            Bell(BELL, 1, Fraction(4), -6.0, NOWHERE),
            say("Feel the floor. ", silence(3), " And the warmth.", rate=100),
            Breathe(
                (("in", Fraction(3)), ("hold", Fraction(1)), ("out", Fraction(5))),
                times=4,
                cue="both",
                span=NOWHERE,
            ),
            CheckIn(
                ("Do you both want to go on?",),
                Fraction(20),
                (say("Look into the fire for a while."), pause(40)),
                NOWHERE,
            ),
            Section(("Telling",), NOWHERE),
            EachPartner(
                (
                    say(name("partner"), ", tell ", name("other"), " what warmed you today."),
                    pause(30, 90),
                ),
                NOWHERE,
            ),
            Repeat(2, (say("Round ", name("round"), "."), pause(9)), NOWHERE),
            Ambient(None, -16.0, Fraction(6), NOWHERE),
            Reflect(("What will you take along?",), NOWHERE),
        ),
        gentler=(say("All right. Let us rest."), pause(120)),
        included={},
        span=NOWHERE,
    )


def test_what_may_be_left_out_has_its_default() -> None:
    """The smallest script: for one person, in US English, with nothing asked of the voice."""
    script = read(f"{OPENING}steps: [bell]\n")
    assert (script.summary, script.principle, script.language) == ("", None, "en-US")
    assert (script.partners, script.values, script.gentler) == ((), (), ())
    assert script.voice == Voice()
    assert script.ambient is None


SAME: Final = [
    ("say: Breathe.", "say: {text: Breathe.}"),
    ("pause: 8s", "pause: {time: 8s}"),
    ("pause: 8s to 1m", "pause: {time: 8s to 1m}"),
    ("bell", "bell: {}"),
    ("bell", "bell:"),
    ("bell", "bell: {sound: bell, times: 1, every: 4s, level: -6 dB}"),
    ("bell: bell", "bell: {sound: bell}"),
    ("breathe: box", "breathe: {pattern: box}"),
    ("breathe: box", "breathe: {in: 4s, hold: 4s, out: 4s, rest: 4s}"),
    ("breathe: resonance", "breathe: {in: 5s, out: 5s, times: 6, cue: both}"),
    ("breathe: 4-7-8", "breathe: {in: 4s, hold: 7s, out: 8s}"),
    ("section: Settling", "section: {title: Settling}"),
    ("each-partner: [bell]", "each-partner: {steps: [bell]}"),
    ("check-in: Still good?", "check-in: {ask: Still good?, wait: 30s}"),
    ("reflect: What now?", "reflect: {text: What now?}"),
    ("ambient: sea", "ambient: {sound: sea, level: -16 dB, fade: 6s}"),
    ("ambient: off", "ambient: {sound: off}"),
]


@pytest.mark.parametrize(("short", "long"), SAME)
def test_a_short_form_is_its_long_form_with_the_defaults(short: str, long: str) -> None:
    """Whoever writes less means the same."""
    assert step_of(short) == step_of(long)


def test_the_phases_of_a_breath_follow_each_other_however_they_are_written() -> None:
    """In, hold, out, rest: the order of the keys means nothing."""
    step = step_of("breathe: {rest: 1s, out: 6s, hold: 2s, in: 4s}")
    assert [phase for phase, _ in step.phases] == ["in", "hold", "out", "rest"]


def test_the_physiological_sigh_breathes_in_twice() -> None:
    """Its second, shorter breath in comes on top of the first."""
    phases = step_of("breathe: physiological-sigh").phases
    assert phases == (("in", Fraction(2)), ("in", Fraction(1)), ("out", Fraction(6)))


def test_a_line_may_ask_anything_of_the_voice() -> None:
    """All keys of `voice` may stand in a `say`."""
    step = step_of("say: {text: Hi., name: x, rate: 90 wpm, pitch: 0, volume: +1.5 dB, gap: 0s}")
    assert step == say("Hi.", name="x", rate=90, pitch=0, volume=1.5, gap=Fraction(0))


def test_a_pause_may_be_none_and_may_last_a_day() -> None:
    """Both bounds are inside."""
    assert step_of("pause: 0s") == Pause(Fraction(0), Fraction(0), NOWHERE)
    assert step_of("pause: 24h") == pause(24 * 3600)


@pytest.mark.parametrize("text", ["yes", "no", "on", "off", "true", "False", "12", "0x1F", "1:30"])
def test_words_that_another_yaml_takes_for_something_else_are_said(text: str) -> None:
    """A text is what is written: YAML 1.1 would say True, False and 90."""
    assert step_of(f"say: {text}") == say(text)


def test_norwegian_is_a_language() -> None:
    """`no` is text, also where YAML 1.1 sees a refusal."""
    assert read(f"{OPENING}language: no\nsteps: [bell]\n").language == "no"


def test_a_leading_zero_is_no_octal() -> None:
    """`010` is ten, not eight."""
    assert step_of("repeat: {times: 010, steps: [bell]}").times == 10
    assert step_of("pause: 010s") == pause(10)


def test_markup_is_said_as_it_stands() -> None:
    """`<`, `&` and quotes are spoken as words are, never taken for markup."""
    text = """Tom & "Jo" <break time='9s'/> &amp; 3 < 4"""
    assert step_of(f"say: {text}") == say(text)


def test_braces_are_said_when_doubled() -> None:
    """`{{` and `}}` are how a brace gets into a text."""
    assert step_of("say: 'A {{brace}} it is.'") == say("A ", "{", "brace", "}", " it is.")


def test_names_that_are_filled_in() -> None:
    """Partners by number everywhere, in turn inside `each-partner`, rounds inside `repeat`."""
    step_of("say: '{first} and { second }'")
    step_of("repeat: {times: 2, steps: [each-partner: [say: '{partner} {other} {round}']]}")
    step_of("check-in: {ask: 'Well, {first}?', gentler: [say: 'Rest, {second}.']}")


def test_blocks_of_lines_are_one_text() -> None:
    """Folded and literal blocks keep what YAML makes of them."""
    assert step_of("say: >-\n      One\n      two.") == say("One two.")
    assert step_of("say: |-\n      One\n      two.") == say("One\ntwo.")


def test_line_ends_of_every_system_are_read_alike() -> None:
    """Windows writes two characters, very old programs another one, some a mark at the start."""
    expected = placeless(read(EVERYTHING))
    assert placeless(read(EVERYTHING.replace("\n", "\r\n"))) == expected
    assert placeless(read(EVERYTHING.replace("\n", "\r"))) == expected
    assert placeless(read("\ufeff" + EVERYTHING)) == expected


def test_one_document_may_be_marked_as_such() -> None:
    """`---` before and `...` after, and the version line of YAML 1.2, change nothing."""
    marked = f"%YAML 1.2\n---\n{EVERYTHING}...\n"
    assert placeless(read(marked)) == placeless(read(EVERYTHING))


def test_the_same_as_json() -> None:
    """JSON is YAML 1.2."""
    text = '{"presence": 1, "title": "Right", "steps": [{"say": "Hi."}, {"pause": "2s"}]}'
    assert placeless(read(text).steps) == (say("Hi."), pause(2))


def walk(step: Any) -> Iterator[Any]:
    """A step and those inside it."""
    yield step
    for inner in (*getattr(step, "steps", ()), *getattr(step, "gentler", ())):
        yield from walk(inner)


def test_every_step_knows_its_place() -> None:
    """A span begins at the step's first letter and ends behind its last."""
    script = read(EVERYTHING)
    lines = EVERYTHING.split("\n")
    steps = [step for top in (*script.steps, *script.gentler) for step in walk(top)]
    words = {
        Say: "say", Pause: "pause", Bell: "bell", Breathe: "breathe", Section: "section",
        Repeat: "repeat", EachPartner: "each-partner", CheckIn: "check-in", Reflect: "reflect",
        Ambient: "ambient",
    }  # fmt: skip
    for step in steps:
        span = step.span
        assert lines[span.line - 1][span.column - 1 :].lstrip("{").startswith(words[type(step)])
        assert len(lines[span.end_line - 1]) >= span.end_column - 1
    check_in = next(step for step in steps if isinstance(step, CheckIn))
    assert (check_in.span.line, check_in.span.end_line) == (20, 25)


def test_a_name_in_a_text_knows_its_place() -> None:
    """In the first line and in a later one, from brace to brace."""
    text = f"{FOR_TWO}steps:\n  - say: |\n      Dear {{first}},\n      and [2s] {{second}}.\n"
    (step,) = read(text).steps
    assert isinstance(step, Say)
    places = [part.span[1:] for part in step.text if not isinstance(part, str)]
    assert places == [(6, 12, 6, 19), (7, 11, 7, 15), (7, 16, 7, 24)]


def test_files_are_found_beside_the_script(tmp_path: Path) -> None:
    """Sounds and scripts of the author's own, in its folder and below."""
    (tmp_path / "sounds").mkdir()
    for file in ("bowl.wav", "sounds/Hall.FLAC", "line.ogg"):
        (tmp_path / file).touch()
    (tmp_path / "part.yml").write_text(f"{OPENING}steps: [bell]\n")
    top = tmp_path / "top.yaml"
    top.write_text(
        f"{OPENING}steps:\n  - bell: bowl.wav\n  - ambient: sounds/../sounds/Hall.FLAC\n"
        "  - recording: {file: ./line.ogg, text: Welcome.}\n  - include: part.yml\n"
    )
    script = reader.load(top)
    bell, ambient, recording, include = placeless(script.steps)
    assert bell.sound == tmp_path / "bowl.wav"
    assert ambient.sound == tmp_path / "sounds" / "Hall.FLAC"
    assert recording == Recording(tmp_path / "line.ogg", ("Welcome.",), NOWHERE)
    assert include == Include(tmp_path / "part.yml", NOWHERE)
    assert [path.name for path in script.included] == ["part.yml"]
    assert placeless(script.included[include.file].steps) == (
        Bell(BELL, 1, Fraction(4), -6.0, NOWHERE),
    )


def test_an_included_script_has_its_own_values_and_the_partners_of_the_other(
    tmp_path: Path,
) -> None:
    """It is written to stand alone; included, it is spoken to whoever is there."""
    part = f"{OPENING}values: {{place: the garden}}\nsteps:\n"
    (tmp_path / "part.yaml").write_text(
        f"{part}  - each-partner: [say: '{{partner}}, {{place}}']\n"
    )
    top = tmp_path / "top.yaml"
    top.write_text(f"{FOR_TWO}steps:\n  - include: part.yaml\n")
    assert len(reader.load(top).included) == 1
    with pytest.raises(ScriptError):
        reader.load(tmp_path / "part.yaml")


def test_includes_inside_includes_are_relative_to_their_own_file(tmp_path: Path) -> None:
    """Each path is read from the folder of the script in which it stands."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "last.yaml").write_text(f"{OPENING}steps: [bell]\n")
    (tmp_path / "a" / "next.yaml").write_text(f"{OPENING}steps: [include: b/last.yaml]\n")
    top = tmp_path / "top.yaml"
    top.write_text(f"{OPENING}steps: [include: a/next.yaml, include: a/b/last.yaml]\n")
    names = [path.relative_to(tmp_path).as_posix() for path in reader.load(top).included]
    assert names == ["a/next.yaml", "a/b/last.yaml"]


def test_a_script_with_problems_is_given_as_far_as_it_goes() -> None:
    """An editor can show what is right while something is not."""
    problems = Problems()
    text = f"{OPENING}steps:\n  - say: Hi.\n  - paus: 3s\n  - pause: 2s\n"
    script = reader.read_bytes("right.yaml", text.encode(), problems)
    assert script is not None
    assert placeless(script.steps) == (say("Hi."), pause(2))
    assert [problem.code for problem in problems.found] == ["unknown-step"]
