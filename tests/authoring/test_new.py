"""Wishes come in; a script that is sound, kind and as long as was asked for must come out."""

import sys
from pathlib import Path
from typing import Final

import pexpect  # type: ignore[import-untyped]
import pytest
from command_line import Presence
from hypothesis import event, given, settings
from hypothesis import strategies as st
from processes import PRESENCE, environment

from presence.authoring import new, schema
from presence.authoring.checking import Checked, check_bytes
from presence.authoring.lint import RuleChoice
from presence.cli import new as command
from presence.errors import PresenceError
from presence.script.spec import PRINCIPLES
from presence.sequence.cues import CheckIn, Reflect, Speak
from presence.sequence.lengths import estimated_s, total_s

CASTS: Final = ((), new.named(2), ("Sam", "Alex"), new.named(5), new.named(12))
WISHES: Final = [new.Wish(principle, cast) for principle in PRINCIPLES for cast in CASTS]


def checked(text: str) -> Checked:
    """All that can be said of a new script, the warnings of the craft too."""
    return check_bytes("new.yaml", text.encode(), RuleChoice())


def seconds_of(text: str) -> float:
    sequence = checked(text).sequence
    assert sequence
    return total_s(sequence.cues)


def test_there_is_a_template_for_each_principle_alone_and_together() -> None:
    """A principle without its template would end in an error for whoever chooses it."""
    there = {path.stem for path in new.TEMPLATES.glob("*.yaml")}
    assert there == {f"{name}-{whom}" for name in PRINCIPLES for whom in ("one", "partners")}


@pytest.mark.parametrize("wish", WISHES, ids=str)
def test_a_new_script_has_nothing_to_say_against(wish: new.Wish) -> None:
    """Neither error nor warning, at its own length, the least and the most, however many are."""
    can = new.minutes_of(wish)
    for minutes in (None, can.least, can.usual, can.most):
        text = new.compose(new.Wish(wish.principle, wish.partners, "Evening", minutes))
        assert checked(text).diagnostics == []
        if minutes:
            assert seconds_of(text) == pytest.approx(60 * minutes, rel=0.1)


@pytest.mark.parametrize("wish", WISHES, ids=str)
def test_a_new_script_is_calm(wish: new.Wish) -> None:
    """Under 45 % is spoken, no line is longer than 12 s at 120 words a minute, it ends in a
    question, and partners are asked before their first turn."""
    sequence = checked(new.compose(wish)).sequence
    assert sequence
    spoken = [cue for cue in sequence.cues if isinstance(cue, Speak)]
    assert sum(map(estimated_s, spoken)) < 0.45 * total_s(sequence.cues)
    assert max(len(cue.utterance.text.split()) for cue in spoken) <= 24
    assert any(isinstance(cue, Reflect) for cue in sequence.cues)
    assert sequence.gentler
    assert "stop" in " ".join(cue.utterance.text for cue in spoken[:4])
    if wish.partners:
        turn = "take your time with it" if wish.principle == "consent" else "Turns are coming"
        turns = [n for n, cue in enumerate(sequence.cues) if turn in str(cue)]
        asked = [n for n, cue in enumerate(sequence.cues) if isinstance(cue, CheckIn)]
        assert asked[0] < turns[0]
        assert len(asked) > len(wish.partners)  # once before the turns, and after each of them


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(min_size=1, max_size=40), st.lists(st.text(max_size=20), min_size=2, max_size=4))
def test_any_title_and_names_are_taken_as_they_are_or_refused(title: str, names: list[str]) -> None:
    """What YAML would read otherwise is quoted; what a script can't have is said in words."""
    wish = new.Wish("presence", tuple(names), title)
    try:
        text = new.compose(wish)
    except PresenceError:
        event("refused")
        return
    sequence = checked(text).sequence
    assert sequence
    assert sequence.title == " ".join(title.split())
    assert sequence.partners == tuple(" ".join(name.split()) for name in names)


@pytest.mark.parametrize(
    "word", ["null", "~", "no", "2024", "1.5", "a: b", "# a", '"a"', "\\", "-"]
)
def test_a_title_that_yaml_reads_otherwise_is_quoted(word: str) -> None:
    """The title of the script is the title that was asked for."""
    sequence = checked(new.compose(new.Wish(title=word))).sequence
    assert sequence
    assert sequence.title == word


@pytest.mark.parametrize("minutes", [1, 500])
def test_a_length_that_silences_can_t_make_is_refused(minutes: int) -> None:
    """Silences of a quarter of an hour are no exercise, and nor is a talk without any."""
    with pytest.raises(PresenceError, match=rf"takes \d+ to \d+ minutes; asked for {minutes}$"):
        new.compose(new.Wish(minutes=minutes))


def test_the_command_writes_a_script_and_the_schema_beside_it(presence: Presence) -> None:
    """The editor's line names the schema's file, which is whole; stdout has the script's name."""
    said = presence("new", "evening-walk", "--partners", "Sam,Alex", "--minutes", "12")
    assert (said.returncode, said.stdout) == (0, "evening-walk.yaml\n")
    assert said.stderr.startswith("About 12 minutes. To hear it: presence play evening-walk.yaml")
    script = (presence.folder / "evening-walk.yaml").read_text(encoding="utf-8")
    assert script.startswith("# yaml-language-server: $schema=.presence.schema.json\n")
    assert "\ntitle: Evening walk\n" in script
    assert "\npartners: [Sam, Alex]\n" in script
    beside = presence.folder / ".presence.schema.json"
    assert beside.read_text(encoding="utf-8") == schema.as_text()
    presence.fine("check", "evening-walk.yaml", "--strict")


def test_nothing_is_overwritten_unless_asked(presence: Presence) -> None:
    """A script, a link or another version's schema stays as it is; --force replaces a script."""
    script, beside = presence.folder / "mine.yaml", presence.folder / ".presence.schema.json"
    script.write_text("mine")
    beside.write_text("{}")
    assert "exists already" in presence.refused("new", "mine", "--solo")
    assert script.read_text() == "mine"
    said = presence("new", "mine", "--solo", "--force")
    assert "another version" in said.stderr
    assert "title: Mine" in script.read_text()
    assert beside.read_text() == "{}"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["a/b"], 2),
        ([".hidden"], 2),
        (["a", "--solo", "--partners", "2"], 2),
        (["a", "--partners", "1"], 2),
        (["a", "--partners", "13"], 2),
        (["a", "--partners", "Sam"], 2),
        (["a", "--partners", "Sam,Sam"], 2),
        (["a", "--principle", "joy"], 2),
        (["a", "--minutes", "0"], 2),
        (["a", "--minutes", "500"], 1),
        (["a", "--partners", "Sam,{x}"], 1),
        (["a", "-o", "a.txt"], 1),
        (["a", "-o", "nowhere/a.yaml"], 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_can_t_be_is_refused_and_leaves_nothing(
    presence: Presence, words: list[str], code: int
) -> None:
    """Neither a script nor the schema is left behind by a refusal."""
    presence.refused("new", *words, code=code)
    assert [path.name for path in presence.folder.glob("*.*")] == []


def test_the_command_s_choices_are_the_format_s() -> None:
    """They are written down a second time, so that --help needs no import."""
    assert command.PRINCIPLES == PRINCIPLES


def at_a_terminal(folder: Path) -> "pexpect.spawn[str]":
    """`presence new evening`, where somebody can be asked."""
    return pexpect.spawn(
        sys.executable,
        [*PRESENCE, "new", "evening"],
        env=environment(folder),
        cwd=str(folder),
        encoding="utf-8",
        timeout=30,
    )


def test_on_a_terminal_it_asks_and_enter_takes_what_is_in_brackets(tmp_path: Path) -> None:
    """Each question has its answer in brackets; a wrong answer is asked again."""
    session = at_a_terminal(tmp_path)
    for question, answer in (
        (r"called \[Evening\]", "A quiet evening"),
        (r"for.*\[1\]", "Sam"),
        (r"for.*\[1\]", "Sam, Alex"),
        (r"practise.*\[presence\]", "needs"),
        (r"minutes, 6 to 24 \[9\]", ""),
    ):
        session.expect(question)
        session.sendline(answer)
    session.expect("To hear it")
    session.expect(pexpect.EOF)
    text = (tmp_path / "evening.yaml").read_text(encoding="utf-8")
    assert "title: A quiet evening\n" in text
    assert "principle: needs\npartners: [Sam, Alex]\n" in text
    assert seconds_of(text) == pytest.approx(540, rel=0.1)


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    """Whoever thinks better of it half way has the folder that they had."""
    session = at_a_terminal(tmp_path)
    session.expect("called")
    session.sendline("Evening")
    session.expect("for")
    session.sendintr()
    session.expect(pexpect.EOF)
    session.close()
    assert session.exitstatus == 130
    assert list(tmp_path.iterdir()) == []
