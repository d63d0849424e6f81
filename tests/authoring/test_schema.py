"""The editor's schema comes in; it must say of every script what `check` says of it."""

import re
from pathlib import Path
from typing import Any, Final

import editors_yaml
import pytest
from doc_examples import DOCS, write_example
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from judging import (
    CASES,
    ONLY_CHECK_KNOWS,
    SCHEMA,
    WRONG,
    lines_of_steps,
    readable,
    refused_places,
    said_of,
)

from presence import resources
from presence.authoring import schema
from presence.diagnostics import Problems
from presence.script import reader

OPENING: Final = "presence: 1\ntitle: An example\n"

ONLY_CHECK_READS: Final = (
    # editors read these as the same number or text, where `check` sees how it was written
    "bell: {times: 2.0}",
    "bell: {times: 0x10}",
    "pause: 24h1s",
    "breathe: {in: 59s1001ms, out: 6s}",
)


def test_most_wrong_scripts_are_yaml() -> None:
    """The comparison below would be empty if none could be read."""
    assert len(WRONG) > 100


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_script_is_refused_where_check_refuses_it(path: Path) -> None:
    """Step by step: what `check` names is refused, and nothing else is."""
    text, value = readable(path) or ("", None)
    lines = lines_of_steps(text)
    expected: set[tuple[Any, ...]] = set()
    allowed: set[tuple[Any, ...]] = set()
    written = dict(enumerate(text.splitlines(), 1))
    for line, code in said_of(path):
        begins = max((start for start in lines if start <= line), default=0)
        unseen = any(step in written.get(line, "") for step in ONLY_CHECK_READS)
        known = code in ONLY_CHECK_KNOWS or unseen
        (allowed if known else expected).add(lines.get(begins, ()))
    refused = refused_places(value)
    assert expected <= refused <= expected | allowed


def test_what_only_check_knows_is_still_wrong() -> None:
    """Each code of the list is met among the wrong scripts, or the list has grown stale."""
    said = "".join(path.read_text(encoding="utf-8") for path in CASES.glob("*.txt"))
    assert set(re.findall(r" \[([a-z0-9-]+)\]$", said, re.MULTILINE)) >= ONLY_CHECK_KNOWS


EXAMPLES: Final = [
    example
    for page in (DOCS / "format.md", *sorted((DOCS / "diagnostics").glob("*.md")))
    for example in re.findall(
        r"^```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
]


@pytest.mark.parametrize("name", resources.exercises())
def test_the_shelf_is_right(name: str) -> None:
    """An author who opens a script of ours in an editor sees nothing underlined."""
    text = resources.exercises()[name].read_text(encoding="utf-8")
    assert refused_places(editors_yaml.load(text)) == set()


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_that_check_takes_is_right(example: str, tmp_path: Path) -> None:
    """The pages show right and wrong; whatever `check` takes, the schema takes."""
    script = write_example(example, tmp_path)
    problems = Problems()
    reader.read(script, problems)
    if not problems.found:
        assert refused_places(editors_yaml.load(script.read_text(encoding="utf-8"))) == set()


def verdicts(text: str) -> tuple[bool, bool]:
    """Whether `check` takes a script, and whether the schema does."""
    problems = Problems()
    reader.read_bytes(str(CASES / "mine.yaml"), text.encode(), problems)
    return not problems.found, not refused_places(editors_yaml.load(text))


RIGHT: Final = (
    "title: 2024", "title: true", "title: .inf", "title: no", "language: no", "presence: '1'",
    "summary: 1.50", "partners: [1, 2]", "voice: {rate: 120 wpm}", "voice: {rate: '120'}",
    "voice: {pitch: '-0'}", "voice: {}", "values: {place: 7}", "values: {}", "ambient: off",
    "ambient: 'off'", "ambient: {sound: off}", "voice: {gap: 0s}", "voice: {gap: 60s}",
    "voice: {volume: +6.0 dB}", "voice: {volume: -40dB}", "voice: {name: 7}",
)  # fmt: skip
WRONG_KEYS: Final = (
    "title: null", "title: ~", "title: ''", "title: [a]", "presence: 2", "presence: one",
    "partners: [Ada]", "partners: [Ada, Ada]", "partners: Ada", "partners: [Ada, ~]",
    "partners: ['{a}', Ben]", "language: en_US", "principle: joy", "voice: 120",
    "voice: {rate: 79}", "voice: {rate: '301'}", "voice: {volume: 6.1 dB}", "voice: {gap: 61s}",
    "voice: {volume: 3}", "values: {partner: x}", "values: {A: x}", "values: {a: '[2s]'}",
    "ambient: false", "ambient: {level: -3 dB}", "gentler: []", "colour: red",
)  # fmt: skip
RIGHT_STEPS: Final = (
    "say: 8", "say: no", "say: '[2s] {first}'", "say: Write {{name}}.", "say: Ça va", "pause: 1h",
    "pause: 0s", "pause: 250ms", "pause: 1m 30s", "pause: 20s to 2m", "pause: {time: 24h}",
    "bell", "bell:", "bell: {}", "bell: {times: '3'}", "bell: {times: 010}", "breathe: 4-7-8",
    "breathe: {in: 0.5s, out: 1m}", "breathe: {pattern: box, cue: tone}", "each-partner: [bell]",
    "repeat: {times: 2, steps: [bell]}", "check-in: Yes?", "section: '{{1}}'", "reflect: 5",
)  # fmt: skip
WRONG_STEPS: Final = (
    "say: ''", "say: ~", "say: '[2s]'", "say: '…'", "say: '[soon] now'", "say: a } b", "say: {a}",
    "say: {text: a, rte: 90}", "say: 'a [2] b'", "say: 'a [11m] b'", "pause: 8", "pause: '8'",
    "pause: 1:30", "pause: 8 seconds", "pause: 2m-3m", "pause: 25h", "pause: {}", "pause:", "pause",
    "bell: gong", "bell: 3", "bell: {times: 0}", "bell: {times: 109}", "bell: {every: 0.4s}",
    "bell: {every: 499ms}", "bell: {level: 7 dB}", "bell: {level: -61 dB}", "breathe: {}",
    "breathe: {in: 4s}", "breathe: {pattern: box, in: 4s}", "breathe: square", "repeat: 3",
    "repeat: {times: 0, steps: [bell]}", "repeat: {times: 2}", "each-partner: []", "section: ''",
    "section: 'a [2s]'", "check-in: {wait: 30s}", "check-in: {ask: Yes?, wait: 0.9s}",
    "include: /etc/passwd", "include: a.txt", "include: 'http://a/b.yaml'", "include: 'a\\b.yaml'",
    "recording: a.wav", "recording: {file: a.wav}", "ambient: rian", "{say: a, pause: 3s}", "wait",
    "{}", "[bell]", "~",
)  # fmt: skip


def with_key(line: str) -> str:
    """A script that has this key, and else what it needs."""
    rest = "".join(part for part in OPENING.splitlines(True) if part[:5] != line[:5])
    return f"{rest}{line}\nsteps: [bell]\n"


def with_step(step: str) -> str:
    return f"{OPENING}partners: [Ada, Ben]\nsteps:\n  - {step}\n"


@pytest.mark.parametrize("script", [*map(with_key, RIGHT), *map(with_step, RIGHT_STEPS)])
def test_what_check_takes_the_schema_takes(script: str) -> None:
    """An editor reads numbers and booleans where the format has texts: that is no error."""
    assert verdicts(script) == (True, True)


@pytest.mark.parametrize("script", [*map(with_key, WRONG_KEYS), *map(with_step, WRONG_STEPS)])
def test_what_check_refuses_the_schema_refuses(script: str) -> None:
    """Kinds, bounds, choices and spellings are told in the editor already."""
    assert verdicts(script) == (False, False)


@pytest.mark.parametrize("step", ONLY_CHECK_READS)
def test_what_only_check_reads_is_left_to_it(step: str) -> None:
    """The list of exceptions holds nothing that the schema could refuse after all."""
    assert verdicts(with_step(step)) == (False, True)


TIMES: Final = st.from_regex(r"\A[0-9]{1,5}(\.[0-9]{1,2})? ?(h|m|s|ms)( ?[0-9]{1,4} ?s)?\Z")
LEVELS: Final = st.from_regex(r"\A[-+]?[0-9]{1,3}(\.[0-9]{1,2})? ?(dB)?\Z")
COUNTS: Final = st.from_regex(r"\A[-+]?[0-9]{1,5}\Z")
TEXTS: Final = st.text("ab .…[]{}25s\n'é", max_size=12)
STEPS_OF: Final = (
    ("bell: {{every: '{}'}}", TIMES),
    ("check-in: {{ask: Yes?, wait: '{}'}}", TIMES),
    ("pause: '{}'", TIMES),
    ("bell: {{level: '{}'}}", LEVELS),
    ("say: {{text: a, volume: '{}'}}", LEVELS),
    ("bell: {{times: {}}}", COUNTS),
    ("bell: {{times: '{}'}}", COUNTS),
    ("say: {{text: a, rate: '{} wpm'}}", COUNTS),
)


@settings(deadline=None)  # a busy machine is no fault
@given(st.one_of(*(texts.map(step.format) for step, texts in STEPS_OF)))
def test_the_schema_never_refuses_a_number_that_check_takes(step: str) -> None:
    """Beside each bound the expressions that stand for it might be off by one."""
    taken, valid = verdicts(with_step(step))
    if taken:
        assert valid
    elif not re.search(r"[smh] ?[0-9]|\.[0-9]+ ?[hm]", step):
        # sums of several parts and fractions of hours and minutes are left to `check`
        assert not valid


@settings(deadline=None)  # a busy machine is no fault
@given(st.sampled_from(("say", "section")), TEXTS)
def test_texts_are_judged_alike(step: str, text: str) -> None:
    """Brackets, braces and texts without a word: the schema and `check` are of one mind."""
    quoted = text.replace("'", "''").replace("\n", " ")
    script = with_step(f"{step}: '{quoted}'")
    problems = Problems()
    reader.read_bytes("mine.yaml", script.encode(), problems)
    codes = {problem.code for problem in problems.found} - {"unknown-name"}
    assert bool(codes) == bool(refused_places(editors_yaml.load(script))), codes


def test_the_copy_in_the_docs_is_current() -> None:
    """It is what people without the program point their editor to. Mend: `presence schema`."""
    assert (DOCS / "presence.schema.json").read_text(encoding="utf-8") == schema.as_text()


def test_the_schema_is_one() -> None:
    """It fits the definition of draft 7, and everything an author can write has a description."""
    Draft7Validator.check_schema(SCHEMA)
    named = {**SCHEMA["properties"], **SCHEMA["definitions"]["step"]["properties"]}
    assert [name for name, part in named.items() if not part.get("description")] == []
