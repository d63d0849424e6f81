"""What is asked after an exercise, and what of it is kept: nothing, unless somebody writes."""

import io
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pytest
from journals import ALONE, PLAYED, bytes_in, give_lock
from processes import environment

from presence.journal.entry import HOW_WAS_THAT, Played
from presence.journal.keeping import Journal
from presence.journal.reflecting import TRY_AGAIN, offer, reflect
from presence.journal.talking import Editor, StreamTalk, editor_in

QUESTION = PLAYED.questions[0]
SKIP = ""


class Typed(StreamTalk):
    """People who type these lines; an exception among them is what happens instead of a line."""

    def __init__(self, *lines: str | type[BaseException]) -> None:
        self.words = io.StringIO()
        super().__init__(io.StringIO(), self.words)
        self.left = list(lines)

    def ask(self, prompt: str, keep: Callable[[str], object] | None = None) -> str:
        self.words.write(prompt)
        line = self.left.pop(0)
        if not isinstance(line, str):
            raise line
        if keep and line:
            keep(line)
        return line


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "data" / "journal")


def unused(_: str) -> str:
    raise AssertionError("nobody asked for an editor")


def kept(journal: Journal, typed: Typed, played: Played = PLAYED, editor: Editor = unused) -> str:
    """The body of the entry that comes of it; empty if none does."""
    path = reflect(played, journal, typed, editor)
    assert not typed.left
    return path.read_text(encoding="utf-8").split("---\n")[2].strip() if path else ""


def test_each_partner_answers_each_question(journal: Journal) -> None:
    """By name, over one or several lines; an empty line ends an answer, or leaves it out."""
    typed = Typed("y", "Your hands.", "Warm.", SKIP, "The rain.", SKIP, SKIP, "Lighter.", SKIP)
    assert kept(journal, typed) == (
        f"# Arriving Together\n\n## {QUESTION}\n\n### Sam\n\nYour hands.\nWarm.\n\n"
        f"### Alex\n\nThe rain.\n\n## {HOW_WAS_THAT}\n\n### Alex\n\nLighter."
    )
    said = typed.words.getvalue()
    assert said.count("  Sam: ") == said.count("  Alex: ") == 2


def test_one_alone_is_asked_without_a_name(journal: Journal) -> None:
    """And what is written stands right under the question."""
    body = kept(journal, Typed("yes", SKIP, "Quiet.", SKIP), ALONE)
    assert body == f"# Arriving Together\n\n## {HOW_WAS_THAT}\n\nQuiet."


@pytest.mark.parametrize(
    "lines",
    [
        (SKIP,),
        ("n",),
        ("what?", "no"),
        (EOFError,),
        (KeyboardInterrupt,),
        ("y", SKIP, SKIP, SKIP, SKIP),
        ("y", "   ", SKIP, SKIP, SKIP, SKIP),
        ("y", EOFError),
    ],
)
def test_nothing_is_recorded_unless_somebody_writes(
    journal: Journal, lines: tuple[str | type[BaseException], ...]
) -> None:
    """No file, and no folder either."""
    assert kept(journal, Typed(*lines)) == ""
    assert not journal.folder.parent.exists()


@pytest.mark.parametrize("stop", [EOFError, KeyboardInterrupt])
def test_leaving_keeps_what_was_written(journal: Journal, stop: type[BaseException]) -> None:
    """Ctrl-D and Ctrl-C ask nothing more, and lose no line that was ended."""
    assert kept(journal, Typed("y", "Your hands.", "Warm.", stop)).endswith("Your hands.\nWarm.")


def test_a_shutdown_keeps_what_was_written(journal: Journal) -> None:
    """What ends the process ends it, but not without the entry."""
    with pytest.raises(SystemExit):
        reflect(PLAYED, journal, Typed("y", "Your hands.", SystemExit), unused)
    assert len(journal.entries()) == 1


def test_what_cannot_be_kept_is_not_lost(journal: Journal) -> None:
    """Where there is no place for it, it is said, and tried again when somebody says so; 'n', or
    an end, leaves it, with the reason."""
    journal.folder.parent.write_bytes(b"in the way")

    class Mending(Typed):
        def ask(self, prompt: str, keep: Callable[[str], object] | None = None) -> str:
            if prompt == TRY_AGAIN and len(self.left) == 1:
                journal.folder.parent.unlink()
            return super().ask(prompt, keep)

    for last in ("n", EOFError, KeyboardInterrupt):
        typed = Typed("y", "Warm.", "", "", "", "", last)
        with pytest.raises(OSError, match=r"exists|directory"):
            kept(journal, typed)
        assert "This can't be kept now" in typed.words.getvalue()
    assert kept(journal, Mending("y", "Warm.", "", "", "", "", "", "")).endswith("Warm.")


def test_names_and_questions_do_not_steer_the_terminal(journal: Journal) -> None:
    """They come from a script, which may be anybody's."""
    played = Played("x", "x", PLAYED.began, 1, "early", ("\x1b[2JSam",), ("Why\x1b]0;x\x07?",))
    typed = Typed("y", "So.", SKIP, SKIP)
    assert kept(journal, typed, played)
    assert "\x1b" not in typed.words.getvalue()


def script(folder: Path, text: str) -> str:
    """An editor: a program that is handed the file."""
    path = folder / "my editor"
    path.write_text(
        f"#!{sys.executable}\nimport os, sys\nfrom pathlib import Path\n"
        f"file = Path(sys.argv[-1])\n{text}\n"
    )
    path.chmod(0o700)
    return f"'{path}' --wait"


def test_e_opens_the_editor(journal: Journal, tmp_path: Path) -> None:
    """With what was typed so far, in a file that nobody else reads, gone with all it left beside;
    what was made of it is the answer, and the next one is asked."""
    seen = tmp_path / "seen"
    program = script(
        tmp_path,
        f"Path({str(seen)!r}).write_text(f'{{file.stat().st_mode:o}} {{file.read_text()}}')\n"
        "file.with_suffix('.md~').write_text('a backup')\n"
        "os.replace(file.with_suffix('.md~'), file.with_suffix('.swp'))\n"
        "file.write_text(file.read_text() + ' And more.\\n')",
    )
    editor = editor_in(journal.folder, {"EDITOR": program})
    typed = Typed("y", "Your hands.", "e", "The rain.", SKIP, SKIP, SKIP)
    body = kept(journal, typed, editor=editor)
    assert "### Sam\n\nYour hands. And more.\n\n### Alex\n\nThe rain." in body
    assert seen.read_text() == f"{stat.S_IFREG | 0o600:o} Your hands."
    assert len(list(journal.folder.rglob("*"))) == 1


@pytest.mark.parametrize(
    ("named", "why"), [("false", "ended with 1"), ("/no/editor", "No such file"), ("'", "command")]
)
def test_an_editor_that_fails_costs_nothing(journal: Journal, named: str, why: str) -> None:
    """It is said, what was typed stays, and writing goes on."""
    typed = Typed("y", "One.", "e", "Two.", SKIP, SKIP, SKIP, SKIP)
    body = kept(journal, typed, editor=editor_in(journal.folder, {"VISUAL": named}))
    assert body.endswith("One.\nTwo.")
    assert why in typed.words.getvalue()


def test_an_editor_that_writes_nothing_leaves_no_folder(journal: Journal) -> None:
    """The folder that the draft needed goes with it."""
    editor = editor_in(journal.folder, {"EDITOR": "true"})
    assert kept(journal, Typed("y", "e", SKIP, SKIP, SKIP), editor=editor) == ""
    assert not journal.folder.exists()


def test_the_draft_of_a_killed_process_goes(journal: Journal) -> None:
    """With the next entry; one that is being written stays."""
    journal.folder.mkdir(parents=True)
    for name in (".draft.01234567", ".draft.abcdef01", ".draft.other"):
        (journal.folder / name).mkdir()
        (journal.folder / name / "answer.md").write_text("secret")
    used = os.open(journal.folder / ".draft.abcdef01", os.O_RDONLY)
    try:
        import fcntl

        fcntl.flock(used, fcntl.LOCK_EX)
        kept(journal, Typed("y", "One.", EOFError))
    finally:
        os.close(used)
    left = {path.name for path in journal.folder.iterdir() if path.is_dir()}
    assert left == {".draft.abcdef01", ".draft.other"}


def test_a_locked_journal_opens_no_editor(journal: Journal) -> None:
    """It says why; what is typed is locked at once, and lies nowhere in clear."""
    give_lock(journal)
    typed = Typed("y", "e", "A secret.", SKIP, SKIP, SKIP, SKIP)
    assert reflect(PLAYED, journal, typed, None)
    assert "The journal is locked" in typed.words.getvalue()
    assert b"secret" not in bytes_in(journal.folder)


def test_without_a_terminal_nothing_is_offered(journal: Journal) -> None:
    """A pipe is not asked, whatever is in it."""
    words = io.StringIO()
    assert offer(PLAYED, journal, stdin=io.StringIO("y\nOne.\n"), stdout=words) is None
    assert words.getvalue() == ""
    assert not journal.folder.exists()


OFFERING = """
import sys
from pathlib import Path
from journals import PLAYED
from presence.journal.keeping import Journal
from presence.journal.reflecting import offer
offer(PLAYED, Journal(Path(sys.argv[1])), stdin=sys.stdin, stdout=sys.stdout)
print("[over]")
"""


def at_a_terminal(journal: Journal, tmp_path: Path) -> pexpect.spawn:
    env = environment(tmp_path / "cache", PYTHONPATH=str(Path(__file__).parents[1]), TERM="xterm")
    words = ["-c", OFFERING, str(journal.folder)]
    return pexpect.spawn(sys.executable, words, env=env, encoding="utf-8", timeout=20)


def test_at_a_real_terminal(journal: Journal, tmp_path: Path) -> None:
    """Lines longer than a terminal's own 4096, corrected with backspace, in any letters."""
    child = at_a_terminal(journal, tmp_path)
    child.expect("for the journal")
    child.sendline("y")
    child.expect("Sam: ")
    child.sendline("warn\x7fm, größer " + "x" * 6000)
    child.expect("… ")
    child.send("\r")
    child.expect("Alex: ")
    child.send("\x04")
    child.expect("Kept in")
    child.expect("over")
    (entry,) = journal.entries()
    assert journal.read(entry).first_words == "warm, größer " + "x" * 6000


def test_ctrl_c_keeps_the_line_that_was_begun(journal: Journal, tmp_path: Path) -> None:
    """What stood on the line when it was left is written down too, and nothing more is asked."""
    child = at_a_terminal(journal, tmp_path)
    child.expect("for the journal")
    child.sendline("y")
    child.expect("Sam: ")
    child.send("half a")
    child.expect("half a")
    child.send("\x03")
    child.expect("Kept in")
    child.expect("over")
    (entry,) = journal.entries()
    assert journal.read(entry).first_words == "half a"


def test_one_key_leaves_it(journal: Journal, tmp_path: Path) -> None:
    """Enter, and no more is asked."""
    child = at_a_terminal(journal, tmp_path)
    child.expect("for the journal")
    child.send("\r")
    child.expect("over")
    assert "Sam" not in child.before
    assert not journal.folder.exists()
