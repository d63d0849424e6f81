"""Two versions of an exercise → what is told of the difference."""

from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from silent_sessions import compiled

from presence.authoring.changes import Change, Line, Version, changes, version
from presence.authoring.telling import told
from presence.diagnostics import Span


def of(*texts: str) -> Version:
    """A line a row."""
    lines = (Line(text, Span("a.yaml", at, 5, at, 9), (text,)) for at, text in enumerate(texts, 1))
    return Version(tuple(lines), 60.0)


def in_short(found: list[Change]) -> list[tuple[str, int, str]]:
    return [(change.kind, change.line.span.line, change.line.text) for change in found]


TEXTS = st.lists(st.sampled_from("abcdefgh"), max_size=30)
DISTINCT = st.lists(st.integers(0, 999).map(str), min_size=2, max_size=40, unique=True)


@given(TEXTS)
def test_equal_versions_have_no_change(texts: list[str]) -> None:
    """Whatever is said, and however often the same."""
    assert changes(of(*texts), of(*texts)) == []


@given(TEXTS, TEXTS)
def test_what_is_told_accounts_for_every_line(before: list[str], after: list[str]) -> None:
    """The old lines less those lost, with those gained, are the new ones; nothing is told twice."""
    found = changes(of(*before), of(*after))
    texts = Counter(before)
    for change in found:
        if change.kind == "removed":
            texts[change.line.text] -= 1
        elif change.kind == "added":
            texts[change.line.text] += 1
        elif change.kind == "changed":
            assert change.before
            texts[change.before.text] -= 1
            texts[change.line.text] += 1
        else:
            assert change.before
            assert change.before.text == change.line.text
    assert +texts == Counter(after)
    new = [change.line.span for change in found if change.kind != "removed"]
    assert len(new) == len(set(new))
    assert sorted(new) == new


@given(DISTINCT, st.data())
def test_one_edit_is_one_change(texts: list[str], data: st.DataObject) -> None:
    """A changed, added or removed line is told alone, with its place."""
    at = data.draw(st.integers(0, len(texts) - 1))
    changed = [*texts[:at], "new", *texts[at + 1 :]]
    assert in_short(changes(of(*texts), of(*changed))) == [("changed", at + 1, "new")]
    added = [*texts[:at], "new", *texts[at:]]
    assert in_short(changes(of(*texts), of(*added))) == [("added", at + 1, "new")]
    fewer = [*texts[:at], *texts[at + 1 :]]
    assert in_short(changes(of(*texts), of(*fewer))) == [("removed", at + 1, texts[at])]


@given(DISTINCT, st.data())
def test_a_moved_line_is_told_as_moved(texts: list[str], data: st.DataObject) -> None:
    """Once, from its old place; the lines that it passed are not mentioned."""
    start, end = data.draw(st.tuples(*[st.integers(0, len(texts) - 1)] * 2))
    rest = [*texts[:start], *texts[start + 1 :]]
    found = changes(of(*texts), of(*rest[:end], texts[start], *rest[end:]))
    assert len(found) == (start != end)
    assert {change.kind for change in found} <= {"moved"}
    if abs(start - end) > 1:  # of two neighbours either may be the one that moved
        assert in_short(found) == [("moved", end + 1, texts[start])]
        assert found[0].before
        assert found[0].before.span.line == start + 1


def test_a_line_that_stands_twice_is_no_move() -> None:
    """Where the first of two equal lines goes and another changes, nothing seems to have moved."""
    found = changes(of("A", "x", "A", "y", "A", "z"), of("x", "A", "y", "A", "q"))
    assert in_short(found) == [("removed", 1, "A"), ("changed", 5, "q")]


def test_a_line_is_a_step_however_often_it_is_said(tmp_path: Path) -> None:
    """Said to each partner, three times over, it is one line; so are those of gentler ways."""
    script = """\
partners: [Sam, Alex]
steps:
  - each-partner:
      - repeat: {times: 3, steps: [{say: "{partner}, breathe."}]}
  - check-in: {ask: All right?, gentler: [{say: Let go.}]}
gentler:
  - say: Rest.
"""
    lines = version(compiled(tmp_path, script)).lines
    assert [(line.text, line.span.line) for line in lines] == [
        ("Sam, breathe.", 6),
        ("All right?", 7),
        ("Let go.", 7),
        ("Rest.", 9),
    ]
    assert len(lines[0].said) == 2


def test_another_rate_is_another_line(tmp_path: Path) -> None:
    """What is heard changed, though the words are the same; where it stands is no matter."""
    before = version(compiled(tmp_path, "steps: [{say: Breathe.}, {say: Rest.}]"))
    slower = "steps: [{say: {text: Breathe., rate: 90}}, {say: Rest.}]"
    found = changes(before, version(compiled(tmp_path, slower)))
    assert in_short(found) == [("changed", 3, "Breathe.")]
    assert [*told("a", found, 1.0, 1.0)][1].endswith(" line 3 is said otherwise: Breathe.")
    lower = "# a remark\nsteps: [{say: Breathe.},\n  {say: Rest.}]"
    assert changes(before, version(compiled(tmp_path, lower))) == []


def test_many_changes_are_told_in_few_rows() -> None:
    """The first dozen, then how many more there are; a long text is cut short."""
    before, after = of(*map(str, range(5000))), of(*(f"{n}{'x' * 99}" for n in range(5000)))
    rows = [*told("a.yaml", changes(before, after), 60.0, 190.4)]
    assert rows[0] == "a.yaml: about 3:10, 2:10 longer"
    assert len(rows) == 14
    assert rows[-1] == "  and 4,988 more"
    assert max(map(len, rows)) < 100
