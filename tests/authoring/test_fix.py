"""Wrong scripts come in; what has one safe mending is mended, and not a byte beside it."""

from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presence import resources
from presence.authoring.fix import Mended, mend
from presence.authoring.fix_file import diff, rewrite
from presence.diagnostics import Diagnostic, Problems
from presence.script.reader import read_bytes

CASES: Final = Path(__file__).parents[1] / "cases" / "wrong"
SCRIPTS: Final = sorted(path.name for path in CASES.glob("*.yaml"))
HEAD: Final = "presence: 1\ntitle: Mended\n"
STEPS: Final = f"{HEAD}steps:\n"


def problems_of(path: str, data: bytes) -> list[Diagnostic]:
    problems = Problems()
    read_bytes(path, data, problems)
    return problems.in_order()


def mended(text: str) -> str:
    """The text once it is mended."""
    return mend("mine.yaml", text.encode()).data.decode()


def check_promises(path: str, data: bytes) -> Mended:
    """What holds of every mending: see the assertions."""
    done = mend(path, data)
    before, after = problems_of(path, data), problems_of(path, done.data)
    assert mend(path, done.data).data == done.data, "mending twice is mending once"
    assert (done.data == data) == (not done.problems)
    if not before:
        assert done.data == data, "a script without problems is left alone"
    hiding = {"yaml", "unknown-key", "unknown-step", "two-steps", "too-many-problems"}
    mending = {problem.code for problem in done.problems}
    if not hiding & mending:
        marks = [
            Counter((d.span.line, d.code, d.message) for d in found) for found in (after, before)
        ]
        assert not marks[0] - marks[1], "no new problem"
    lines = [text.split(b"\n") for text in (data, done.data)]
    assert len(lines[0]) == len(lines[1])
    if b"\r" not in data.replace(b"\r\n", b"") and b"\t" not in data:
        named = {problem.span.line for problem in done.problems}
        changed = {n for n, pair in enumerate(zip(*lines, strict=True), 1) if pair[0] != pair[1]}
        assert changed == named, "only the lines of mended problems are touched"
    return done


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_wrong_script_is_mended_safely(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No new problem, nothing else changed, and nothing more to do the second time."""
    monkeypatch.chdir(CASES)
    check_promises(name, Path(name).read_bytes())


def test_a_good_share_of_the_wrong_scripts_is_mended() -> None:
    """The promises would hold of a program that mends nothing, too."""
    changed = [n for n in SCRIPTS if mend(str(CASES / n), (CASES / n).read_bytes()).problems]
    assert len(changed) >= 30


@pytest.mark.parametrize("path", resources.exercises().values(), ids=lambda path: path.stem)
def test_the_shelf_is_left_alone(path: Path) -> None:
    """Byte for byte."""
    assert mend(str(path), path.read_bytes()) == Mended(path.read_bytes())


MENDINGS: Final = {
    "clock": ("- pause: 1:30  # a while", "- pause: 1m30s  # a while"),
    "clock in quotes": ("- pause: '1:30'", "- pause: '1m30s'"),
    "spelled out": ("- pause: 20 seconds", "- pause: 20s"),
    "range of both": ("- pause: 1:30 to 2 minutes", "- pause: 1m30s to 2m"),
    "range with a dash": ("- pause: 20s–2m", "- pause: 20s to 2m"),
    "level": ("- bell: {level: -12}", "- bell: {level: -12 dB}"),
    "minus": ("- bell: {level: −12 dB}", "- bell: {level: -12 dB}"),
    "minus without unit": ("- bell: {level: −12}", "- bell: {level: -12 dB}"),
    "colon": ("- say: Now: rest. # slowly", '- say: "Now: rest." # slowly'),
    "colon and quote": ('- say: Now: say "yes".', "- say: 'Now: say \"yes\".'"),
    "colon and both quotes": ('- say: \\ Now: it\'s "it".', "- say: '\\ Now: it''s \"it\".'"),
    "brace": ("- say: {first} begins.", '- say: "{first} begins."'),
    "bracket": ("- say: [2s] Breathe.", '- say: "[2s] Breathe."'),
    "at": ("- say: @home.", '- say: "@home."'),
    "key": ("- say: {text: Rest., raet: 95}", "- say: {text: Rest., rate: 95}"),
    "step": ("- puase: 3s", "- pause: 3s"),
    "capital": ("- Say: Rest.", "- say: Rest."),
    "key, then its value": ("- bell: {levle: -12}", "- bell: {level: -12 dB}"),
    "no colon": ("- say Rest.", "- say: Rest."),
    "no space": ("- pause:3s", "- pause: 3s"),
    "no space after the dash": ("- bell\n  -pause: 3s", "- bell\n  - pause: 3s"),
    "two steps": ("- say: Rest.\n    pause: 3s", "- say: Rest.\n  - pause: 3s"),
    "choice": ("- breathe: {pattern: boxx}", "- breathe: {pattern: box}"),
    "fraction": ("- bell: {times: 3.0}", "- bell: {times: 3}"),
}


@pytest.mark.parametrize(("wrong", "right"), MENDINGS.values(), ids=MENDINGS)
def test_a_fault_is_mended(wrong: str, right: str) -> None:
    """Into what its author would have written, comment and quotes kept."""
    opening = f"{HEAD}partners: [Ada, Ben]\nsteps:\n  "
    assert mended(f"{opening}{wrong}\n") == f"{opening}{right}\n"
    assert problems_of("mine.yaml", f"{opening}{right}\n".encode()) == []


UNSURE: Final = (
    "- pause: 20",  # seconds or minutes?
    "- pause: 2m to 45s",  # a slip in a number?
    "- pause: -20 seconds",
    "- pause: 1,5m",
    "- pause: 99:00:00",
    "- bell: {level: 20}",  # out of bounds with its unit, too
    "- breathe: {in: 1:30, out: 4s}",
    "- breathe: {on: 4s, out: 4s}",
    "- say: {text: Rest., rate: 95, raet: 95}",  # the key is there already
    "- say: {rtae: 95, raet: 95}",  # two that may be meant for one
    "- say: Rest now\n      and: then.",
    "- say: |\n      [x] 1:30",
    "- bell: sounds\\bowl.wav",  # there is no such file
    "- say: Now: rest,\n      and go on.",
    "- say: *softly",
    "- say :And rest.",
    "- say: {text: Rest}., rate: 95}",
)


@pytest.mark.parametrize("step", UNSURE)
def test_what_is_not_sure_is_left_alone(step: str) -> None:
    """Where there are two mendings, or none, the author is asked, not guessed at."""
    text = f"{STEPS}  {step}\n"
    assert problems_of("mine.yaml", text.encode())
    assert mended(text) == text


TABS: Final = {
    "steps": ("\t- bell\n\t- say: Rest.\n", "  - bell\n  - say: Rest.\n"),
    "nested": (
        "\t- repeat:\n\t\t\ttimes: 2\n\t\t\tsteps:\n\t\t\t\t- bell\n",
        "  - repeat:\n      times: 2\n      steps:\n        - bell\n",
    ),
    "as wide as four spaces": (
        "    - say: {text: Rest.}\n\t- bell\n",
        "    - say: {text: Rest.}\n    - bell\n",
    ),
    "in a text": ('\t- say: "a\tb"\n', '  - say: "a\tb"\n'),
}


@pytest.mark.parametrize(("wrong", "right"), TABS.values(), ids=TABS)
def test_tabs_of_indentation_become_spaces(wrong: str, right: str) -> None:
    """As many as make the lines fit together."""
    assert mended(STEPS + wrong) == STEPS + right


def test_tabs_that_can_be_read_in_two_ways_stay() -> None:
    """Two cells wide the bell is a step; four wide, it is a part of what is said."""
    text = f"{STEPS}  - say: Rest\n\t- bell\n"
    assert mended(text) == text


def test_more_faults_than_are_told_at_once_are_mended() -> None:
    """A report ends after five hundred; a mending goes on."""
    assert mended(STEPS + "  - pause: 1:30\n" * 600) == STEPS + "  - pause: 1m30s\n" * 600


def test_a_backslash_is_mended_where_the_file_is_there(tmp_path: Path) -> None:
    """Else the mended path would be a problem of its own."""
    text = f"{STEPS}  - bell: sounds\\bowl.wav\n".encode()
    script = str(tmp_path / "mine.yaml")
    assert mend(script, text).data == text
    (tmp_path / "sounds").mkdir()
    (tmp_path / "sounds" / "bowl.wav").touch()
    assert mend(script, text).data == text.replace(b"\\", b"/")


def test_a_fix_that_does_harm_beside_another_is_tried_again() -> None:
    """Once the colon is quoted, `{foo}` comes to light on a line that was mended with it."""
    text = f"{STEPS}  - say: {{text: 'Hi {{foo}}', rate: 95.0}}\n  - say: Now: rest.\n"
    assert mended(text) == text.replace("95.0", "95").replace("Now: rest.", '"Now: rest."')


def test_byte_order_mark_and_line_ends_stay() -> None:
    """What an editor of Windows has written stays as it was."""
    text = "\ufeff" + STEPS.replace("\n", "\r\n") + "  - pause: 1:30\r\n  - say: Now: rest.\r\n"
    expected = text.replace("1:30", "1m30s").replace("Now: rest.", '"Now: rest."')
    assert mended(text) == expected


def test_many_unquoted_texts_are_mended_at_once() -> None:
    """A file shows one at a time, since nothing behind it can be read."""
    text = STEPS + "  - say: Now: rest.\n" * 40
    assert mended(text) == STEPS + '  - say: "Now: rest."\n' * 40


PIECES: Final = st.sampled_from(
    [
        *(wrong for wrong, _ in MENDINGS.values()),
        *(right for _, right in MENDINGS.values()),
        *UNSURE,
        "- bell",
        "\t- bell",
        "- repeat: {times: 2, steps: [{puase: 1:30}]}",
        "- {",
        "- say: 'never closed",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_mixed_faults_are_mended_safely(pieces: list[str]) -> None:
    """Whatever stands beside each other, the promises hold."""
    text = STEPS + "".join(f"  {piece}\n" for piece in pieces)
    check_promises("mine.yaml", text.encode())


@given(st.binary(max_size=60))
def test_any_bytes_can_be_given(data: bytes) -> None:
    """What is no script at all comes back as it was, or mended safely."""
    check_promises("mine.yaml", data)


def test_a_link_and_permissions_stay(tmp_path: Path) -> None:
    """The file that a link leads to is written; it may be read by those who could before."""
    script, link = tmp_path / "mine.yaml", tmp_path / "link.yaml"
    script.write_bytes(b"old")
    script.chmod(0o646)
    link.symlink_to(script)
    rewrite(link, b"new")
    assert link.is_symlink()
    assert script.read_bytes() == b"new"
    assert script.stat().st_mode & 0o777 == 0o646


def test_a_diff_tells_where_no_line_ends_the_file() -> None:
    """In the words that `patch` knows."""
    assert diff("a", b"x\ny", b"x\nz") == (
        "--- a\n+++ a\n@@ -1,2 +1,2 @@\n x\n-y\n\\ No newline at end of file\n"
        "+z\n\\ No newline at end of file\n"
    )
    assert diff("a", b"x", b"x") == ""
