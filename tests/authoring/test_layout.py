"""Untidy scripts come in; the layout must be one, and say what they said, comments and all."""

import re
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, assume, given, settings
from untidy import untidy_scripts

from presence.authoring.checking import check_bytes
from presence.authoring.layout import lay_out
from presence.authoring.layout.layout import without_spans
from presence.authoring.new import TEMPLATES
from presence.errors import PresenceError
from presence.resources import exercises

OPENING: Final = "presence: 1\ntitle: T\nsteps:\n"
SCRIPTS: Final = [*exercises().values(), *sorted(TEMPLATES.glob("*.yaml"))]
COMMENT: Final = re.compile(r"# c\d+: it's \"so\", \{x\} - \[y\]")


def laid(text: str) -> str:
    """The text in its canonical layout; it must be sound."""
    done = lay_out("mine.yaml", text.encode())
    assert not done.checked.has_errors, done.checked.diagnostics
    return done.data.decode()


def steps(text: str) -> str:
    """As `laid`, of steps alone."""
    return laid(OPENING + text).removeprefix(OPENING)


@settings(
    max_examples=150,
    deadline=None,  # the machine may be busy
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(untidy_scripts())
def test_a_layout_changes_nothing_that_counts(text: str) -> None:
    """The same is heard, every comment is kept, and a second time nothing is left to do."""
    before = check_bytes("any.yaml", text.encode())
    assume(not before.has_errors)
    once = lay_out("any.yaml", text.encode()).data
    after = check_bytes("any.yaml", once)
    assert without_spans(after.sequence) == without_spans(before.sequence)
    assert sorted(COMMENT.findall(once.decode())) == sorted(COMMENT.findall(text))
    assert lay_out("any.yaml", once).data == once
    assert "\n\n\n" not in once.decode()
    assert all(line == line.rstrip() for line in once.decode().split("\n"))


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_the_scripts_of_the_house_are_laid_out(file: Path) -> None:
    """The shelf and the templates are as `presence fmt` would write them."""
    assert lay_out(str(file), file.read_bytes()).data == file.read_bytes()


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("- say: {text: Hello.}", "- say: Hello."),
        ("- say: {rate: 110 wpm, text: Hello.}", "- say:\n      text: Hello.\n      rate: 110"),
        ("- 'say': 'It is fine.'", "- say: It is fine."),
        ("- say: 'It: is fine.'", '- say: "It: is fine."'),
        ("- say: \"A 'b: c'\"", "- say: \"A 'b: c'\""),
        ("- say: '\"A\": b'", "- say: '\"A\": b'"),
        ("- say: 'no'", '- say: "no"'),
        ("- say: |\n    Sit\n    down.", "- say: Sit down."),
        ("- breathe: {pattern: box}", "- breathe: box"),
        ("- breathe: {out: 6s, in: 4.0s}", "- breathe: {in: 4s, out: 6s}"),
        ("- bell: {}", "- bell"),
        ("- bell:", "- bell"),
        ("- bell: {level: -6.0dB, times: 03}", "- bell: {times: 3, level: -6 dB}"),
        ("- pause: {time: 90s}", "- pause: 1m30s"),
        ("- pause: 60s to 1.5m", "- pause: 1m to 1m30s"),
        ("- pause: 500ms", "- pause: 0.5s"),
        ("- ambient: {sound: off}", "- ambient: off"),
        (
            "- repeat: {times: 3, steps: [bell]}",
            "- repeat:\n      times: 3\n      steps:\n        - bell",
        ),
        ("- check-in: {ask: Still good?}", "- check-in: Still good?"),
        ("- bell # one\n  # two\n- bell", "- bell  # one\n  # two\n  - bell"),
        ("- bell: {}\n  # below\n- bell", "- bell\n  # below\n  - bell"),
        ("- bell\n\n\n- bell", "- bell\n\n  - bell"),
        ("# a\n# a\n\n\n# a\n- bell", "# a\n  # a\n\n  # a\n  - bell"),
        ("- bell\n- section: One", "- bell\n\n  - section: One"),
        ("- bell\n# it\n- section: One", "- bell\n\n  # it\n  - section: One"),
        (
            "- bell: {times: 2, # two\n    level: -6 dB}",
            "- bell:\n      times: 2  # two\n      level: -6 dB",
        ),
    ],
)
def test_a_step_in_its_canonical_form(written: str, canonical: str) -> None:
    """Short where that says as much, keys in order, times and levels spelled one way."""
    assert steps(written) == f"  {canonical}\n"


def test_a_long_text_is_folded() -> None:
    """At the hundredth column, between words, with or without quotes before."""
    text = " ".join(["seven: "[:-1]] + ["letters"] * 20)
    folded = steps(f"- say: '{text}'\n")
    head, *lines = folded.splitlines()
    assert head == "  - say: >-"
    assert " ".join(line.strip() for line in lines) == text
    assert all(line.startswith("      ") and len(line) <= 100 for line in lines)
    fits = "- say: " + "a" * 91
    assert steps(fits) == f"  {fits}\n"


def test_keys_stand_in_the_order_of_the_format() -> None:
    """A comment above a key goes with it; what stands above the first key stays on top."""
    text = "# mine\n\nsteps: [bell]\n# it\ntitle: T # t\npresence: 1\n# the end\n"
    assert laid(text) == (
        "# mine\n\npresence: 1\n# it\ntitle: T  # t\nsteps:\n  - bell\n# the end\n"
    )


def test_aligned_comments_stay_aligned() -> None:
    """One below the other they keep their column where there is room; others come near."""
    text = "  - bell             # a\n  - pause: 1s        # b\n  - bell     # c\n"
    text += "  - say: Hello, and again hello. # d\n"
    tidy = "  - bell             # a\n  - pause: 1s        # b\n  - bell  # c\n"
    tidy += "  - say: Hello, and again hello.  # d\n"
    assert steps(text) == tidy


def test_line_ends_and_a_byte_order_mark() -> None:
    """Written on any system, it is laid out alike."""
    text = OPENING + "  - bell  # one\n\n  - bell\n"
    for written in (text.replace("\n", "\r\n"), text.replace("\n", "\r"), "\ufeff" + text):
        assert laid(written) == text


def test_a_script_with_errors_is_left_alone() -> None:
    """Its bytes come back as they were, with the problems."""
    data = f"{OPENING}- paus: 2s\n- bell: {{}}\n".encode()
    done = lay_out("mine.yaml", data)
    assert [found.code for found in done.checked.diagnostics] == ["unknown-step"]
    assert done.data == data


def test_a_layout_that_would_change_a_script_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the layout have a fault, it is told, and the script is left."""
    from presence.authoring.layout import layout

    good = f"{OPENING}  - bell   # one\n".encode()
    for bad in (f"{OPENING}  - bell\n", f"{OPENING}  - say: It.  # one\n", "steps:  # one\n"):
        monkeypatch.setattr(layout, "write", lambda _script, text=bad: text)
        with pytest.raises(PresenceError, match="can't be laid out without changing"):
            lay_out("mine.yaml", good)


def test_a_script_that_would_grow_too_large_is_refused() -> None:
    """Two spaces before each of very many comments: the file is not made one that can't be read."""
    data = f"{OPENING}- bell\n".encode() + b"# d\n" * 250_000 + b"- bell\n"
    with pytest.raises(PresenceError, match="would be larger than 1 MiB"):
        lay_out("mine.yaml", data)
