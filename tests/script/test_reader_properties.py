"""Any bytes at all come in; a script or its problems must come out, in bounded memory."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presence.diagnostics import Diagnostic, Problems, Severity, Span, in_order
from presence.script import reader
from presence.script.model import Script

VALID: Final = """\
presence: 1
title: A quiet minute
language: en-GB
partners: [Ada, Ben]
voice: {rate: 120, gap: 1s}
ambient: {sound: rain, level: -20 dB}
values: {place: the garden}
steps:
  - section: Arriving
  - say: "Sit down in {place}. [2s] And breathe, {first}."
  - pause: 20s to 2m
  - bell: {times: 3}
  - breathe: box
  - each-partner:
      - say: |
          {partner}, look at {other},
          and smile.
  - repeat: {times: 2, steps: [{say: Round.}, {pause: 5s}]}
  - check-in: {ask: Still good?, gentler: [{say: Rest.}]}
  - reflect: What was new?
gentler:
  - pause: 1m
"""
TOKENS: Final = (
    *"[]{}:,-?&*!|>'\"%@`#~ \n\t",
    *("- ", ": ", "\n  ", "\n    ", "\n      - ", "---\n", "...\n", "{{", "}}", "\\x", "\r\n", "é"),
    *("presence: 1\n", "title: T\n", "steps:\n", "say", "pause", "bell", "repeat", "include"),
    *("each-partner", "check-in", "times", "text", "partners", "{partner}", "[2s]", "1m", "20"),
)
PEAK_MEBIBYTES: Final = 200
SECONDS: Final = 60  # far more than any machine needs: it is there to end a hang


def read(data: bytes) -> tuple[Script | None, Problems]:
    """What the reader makes of some bytes; nothing else than its answer may come of them."""
    problems = Problems()
    return reader.read_bytes("any.yaml", data, problems), problems


def assert_sound(data: bytes) -> None:
    """A script without problems, or problems inside the file, sorted."""
    script, problems = read(data)
    found = problems.in_order()
    assert script is not None or found
    places = [(problem.span.line, problem.span.column) for problem in found]
    assert places == sorted(places)
    line_count = len(data.decode("utf-8", "replace").replace("\r", "\n").split("\n"))
    assert all(1 <= line <= line_count and column >= 1 for line, column in places)
    assert all(problem.message.isprintable() for problem in found)


def test_the_valid_script_is_valid() -> None:
    """What the mutations begin with has no problem, so that they leave the easy path."""
    script, problems = read(VALID.encode())
    assert script is not None
    assert problems.found == []


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    """Bytes that are no text are a problem with a place, not a crash."""
    assert_sound(data)


@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    """Nor is text that is no YAML."""
    assert_sound(text.encode("utf-8", "replace"))


@settings(max_examples=300)
@given(st.lists(st.sampled_from(TOKENS), max_size=60).map("".join), st.booleans())
def test_yaml_like_text(text: str, as_steps: bool) -> None:
    """Tokens of YAML and of scripts in any order, alone and below `steps:`."""
    opening = "presence: 1\ntitle: T\nsteps:\n  - " if as_steps else ""
    assert_sound((opening + text).encode())


@settings(max_examples=300)
@given(st.data())
def test_a_valid_script_with_a_piece_changed(data: st.DataObject) -> None:
    """One stretch is left out, put in or put elsewhere: what an editor's slip does."""
    start = data.draw(st.integers(0, len(VALID)))
    end = data.draw(st.integers(start, min(len(VALID), start + 30)))
    piece = data.draw(
        st.one_of(st.text(max_size=5), st.sampled_from(TOKENS), st.just(VALID[start:end] * 2))
    )
    assert_sound((VALID[:start] + piece + VALID[end:]).encode("utf-8", "replace"))


@given(st.integers(0, 200), st.sampled_from(["[", "{a: ", "- ", "? ", "{say: [", "[{"]))
def test_deep_nesting(depth: int, opening: str) -> None:
    """However deep, and closed or not."""
    assert_sound((opening * depth).encode())
    assert_sound(f"presence: 1\nsteps:\n- {opening * depth}".encode())


@given(st.text(alphabet="{}[]partne2s \\'\"", max_size=40))
def test_brackets_of_a_text_are_placed_alike_in_every_style(text: str) -> None:
    """A bracket's problem lies on that very bracket, however the text is quoted."""
    single = "'" + text.replace("'", "''") + "'"
    block = "|\n      " + text
    for written in (single, block):
        source = f"presence: 1\ntitle: T\nsteps:\n  - say: {written}\n"
        for problem in read(source.encode())[1].found:
            if problem.code in ("bracket", "unknown-name"):
                line = source.split("\n")[problem.span.line - 1]
                assert line[problem.span.column - 1] in "[]{}"


HUGE: Final = {
    "open lists": "'[' * SIZE",
    "open mappings": "'{a,' * (SIZE // 3)",
    "nested lists": "'- ' * (SIZE // 2)",
    "empty items": "'- \\n' * (SIZE // 3)",
    "complex keys": "'? ' * (SIZE // 2)",
    "escapes": "'\"' + '\\\\x41' * (SIZE // 4 - 1) + '\"'",
    "broken escapes": "'\"' + '\\\\x' * (SIZE // 2 - 1)",
    "one long line": "'a' * SIZE",
    "one long key": "'a' * (SIZE - 2) + ': '",
    "newlines": "'\\n' * SIZE",
    "carriage returns": "'\\r' * SIZE",
    "colons": "': ' * (SIZE // 2)",
    "quotes": '"\'" * SIZE',
    "anchors": "'[' + '&a a,' * (SIZE // 6) + ']'",
    "aliases": "'[' + '*a ,' * (SIZE // 5) + ']'",
    "tags": "'[' + '!a a,' * (SIZE // 6) + ']'",
    "alias bomb": "''.join(f'a{n}: &a{n} [{\"*a%d, \" % (n - 1) * 9}]\\n' for n in range(9999))",
    "documents": "'---\\n' * (SIZE // 4)",
    "keys": "''.join(f'k{n}:\\n' for n in range(SIZE // 9))",
    "same key": "'k: 1\\n' * (SIZE // 5)",
    "wide characters": "STEPS + '- say: ' + '\\U0001f600' * ((SIZE - 99) // 4)",
    "bells": "STEPS + '- bell\\n' * ((SIZE - 99) // 7)",
    "pauses": "STEPS + '- pause: 1s\\n' * ((SIZE - 99) // 12)",
    "sections": "STEPS + '- section: a\\n' * ((SIZE - 99) // 13)",
    "unknown steps": "STEPS + '- paus: 1\\n' * ((SIZE - 99) // 10)",
    "unknown keys": "STEPS + '- say: {' + 'a: b, ' * ((SIZE - 99) // 6) + '}'",
    "missing files": "STEPS + '- bell: a.wav\\n' * ((SIZE - 99) // 14)",
    "placeholders": "STEPS + '- say: \"' + '{a}' * ((SIZE - 99) // 3) + '\"'",
    "filled placeholders": "'values: {a: b}\\n' + STEPS + '- say: \"' + '{a}' * 299_000 + '\"'",
    "silences": "STEPS + '- say: \"a' + '[1s]' * ((SIZE - 99) // 4) + '\"'",
    "braces": "STEPS + '- say: \"' + '{' * (SIZE - 99) + '\"'",
    "brackets in many lines": "STEPS + '- say: |\\n' + '   a [1s]\\n' * ((SIZE - 99) // 10)",
    "values": "STEPS + '- bell\\nvalues: {' + ''.join(f'a{n}: b, ' for n in range(90_000)) + '}'",
    "comment": "STEPS + '- bell\\n#' + '#' * (SIZE - 99)",
}

CHILD: Final = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from peak_memory import peak_bytes
from presence.diagnostics import Problems
from presence.script import reader
SIZE = 1 << 20
STEPS = 'presence: 1\\ntitle: Huge\\nsteps:\\n'
data = eval(sys.argv[1]).encode()[:SIZE]
problems = Problems()
script = reader.read_bytes('huge.yaml', data, problems)
print(script is not None or problems.found != [], len(problems.in_order()) <= {Problems.MOST + 1})
print(peak_bytes() >> 20)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the memory of a process is asked of POSIX")
@pytest.mark.parametrize("name", HUGE)
def test_a_huge_file_takes_bounded_memory(name: str, tmp_path: Path) -> None:
    """1 MiB of any shape is answered, by a process that stays small."""
    answer = subprocess.run(  # noqa: S603 (our own interpreter, with our own text)
        [sys.executable, "-c", CHILD, HUGE[name]],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=SECONDS,
        check=False,
    )
    assert answer.stderr == ""
    answered, bounded, peak = answer.stdout.split()
    assert (answered, bounded) == ("True", "True")
    assert int(peak) < PEAK_MEBIBYTES


def spans() -> st.SearchStrategy[Span]:
    """Places in three files."""
    small = st.integers(1, 30)
    return st.builds(Span, st.sampled_from("abc"), small, small, small, small)


@given(st.lists(st.builds(Diagnostic, st.sampled_from("xy"), st.just("m"), spans())))
def test_diagnostics_are_sorted_and_each_comes_once(found: list[Diagnostic]) -> None:
    """Line before column as numbers, file by file, whatever the order in which they were found."""
    ordered = in_order(found, files=["c", "b", "a"])
    keys = [(-ord(d.span.path), d.span.line, d.span.column) for d in ordered]
    assert keys == sorted(keys)
    assert set(ordered) == set(found)
    assert len(ordered) == len(set(found))
    assert in_order(ordered) == ordered


def test_columns_are_compared_as_numbers_after_lines() -> None:
    """`3:5` comes after `1:20` and before `3:10`: texts compared would say otherwise."""
    places = [(3, 10), (1, 20), (3, 5), (20, 1)]
    found = [Diagnostic("x", "m", Span("a", line, column, 30, 30)) for line, column in places]
    ordered = [(d.span.line, d.span.column) for d in in_order(found)]
    assert ordered == [(1, 20), (3, 5), (3, 10), (20, 1)]


def test_a_diagnostic_as_text_and_as_json() -> None:
    """Both forms hold the place, the code, the message and the advice."""
    problem = Diagnostic("odd", "found this", Span("a.yaml", 2, 3, 2, 9), "Do that.")
    assert str(problem) == "a.yaml:2:3: error: found this [odd]\n    Do that."
    assert problem.as_json() == {
        "path": "a.yaml",
        "line": 2,
        "column": 3,
        "end_line": 2,
        "end_column": 9,
        "severity": "error",
        "code": "odd",
        "message": "found this",
        "hint": "Do that.",
        "fix": [],
    }
    warning = Diagnostic("odd", "found this", problem.span, severity=Severity.WARNING)
    assert str(warning) == "a.yaml:2:3: warning: found this [odd]"
