"""`presence import` and `presence export` of texts, as a person runs them."""

import json
from typing import Final

import click
import pytest
from command_line import Presence

TEXT: Final = "Settle in. (pause)\n\nBreathe [pause 10s]\n"


def test_the_choices_are_those_there_are() -> None:
    """They are written out in the commands, which load nothing to show their help."""
    from presence.authoring.importing.importer import FORMATS
    from presence.authoring.texts import TEXTS
    from presence.cli import import_
    from presence.cli.exporting.options import TEXTS as OURS

    kind = next(option for option in import_.command.params if option.name == "kind")
    assert isinstance(kind.type, click.Choice)
    assert tuple(kind.type.choices) == tuple(FORMATS)
    assert tuple(TEXTS) == OURS


def test_notes_move_no_cursor(presence: Presence) -> None:
    """A text may come from anybody; what is told of it is shown as plain characters."""
    escape = "\x1b[2J"
    text = f"A{escape}B\n===\n\nSTOP {escape} IT\n\n`{escape}` <v {escape}> x [a{escape}]\n"
    for suffix in ("txt", "md"):
        (presence.folder / f"a.{suffix}").write_text(text, encoding="utf-8")
        done = presence("import", f"a.{suffix}", "-o", "-")
        assert "line 4" in done.stderr
        assert "\x1b" not in done.stderr + done.stdout


@pytest.fixture
def written(presence: Presence) -> Presence:
    """A folder with a text in it."""
    (presence.folder / "evening.txt").write_text(TEXT, encoding="utf-8")
    return presence


def test_a_text_becomes_a_script_that_check_passes(written: Presence) -> None:
    """Its path on stdout, so that it can be handed on; what was guessed on stderr."""
    done = written("import", "evening.txt")
    assert (done.returncode, done.stdout) == (0, "evening.yaml\n")
    assert "evening.txt: line 1: '(pause)' taken for 5s" in done.stderr
    assert "error:" not in written.fine("check", "evening.yaml")


def test_a_dash_prints_the_script_and_writes_nothing(written: Presence) -> None:
    """For a look before deciding."""
    assert written.fine("import", "evening.txt", "-o", "-").startswith("presence: 1\n")
    assert [file.name for file in written.folder.iterdir()] == ["evening.txt"]


def test_nothing_is_overwritten_unasked(written: Presence) -> None:
    """Neither a script, nor what is being read, even where --force is given."""
    script = written.folder / "evening.yaml"
    script.write_text("mine", encoding="utf-8")
    assert "--force" in written.refused("import", "evening.txt")
    assert script.read_text(encoding="utf-8") == "mine"
    written.fine("import", "evening.txt", "--force")
    assert script.read_text(encoding="utf-8") != "mine"
    told = written.refused("import", "evening.txt", "-o", "evening.txt", "--force")
    assert "is what is being read" in told
    assert (written.folder / "evening.txt").read_text(encoding="utf-8") == TEXT


def test_notes_as_json(written: Presence) -> None:
    """Each with its line; the column where it is known; the script too where it is printed."""
    found = written.json("import", "evening.txt")
    assert found["path"] == "evening.yaml"
    assert {"line": 1, "column": None, "message": "'(pause)' taken for 5s"} in found["notes"]
    found = written.json("import", "evening.txt", "-o", "-")
    assert found["path"] is None
    assert found["script"].startswith("presence: 1\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import", "gone.txt"], "gone.txt: no such file"),
        (["import", "notes"], "--as txt"),
        (["import", "latin.txt"], "iconv"),
        (["import", "evening.txt", "-o", "nowhere/a.yaml"], "there is no folder nowhere"),
        (["import", "evening.txt", "--as", "srt"], "there is no caption"),
        (["import", "evening.txt", "--as", "ssml"], "not well-formed XML"),
    ],
)
def test_what_is_wrong_is_said(written: Presence, arguments: list[str], told: str) -> None:
    """In words, with what to do; and nothing is written."""
    (written.folder / "notes").write_text(TEXT, encoding="utf-8")
    (written.folder / "latin.txt").write_bytes("Grüße".encode("latin-1"))
    before = sorted(written.folder.iterdir())
    assert told in written.refused(*arguments)
    assert sorted(written.folder.iterdir()) == before


@pytest.mark.parametrize("suffix", ["txt", "md", "ssml"])
def test_an_export_can_be_imported(presence: Presence, suffix: str) -> None:
    """The way out and back, with the names that the listener gave."""
    name = f"us.{suffix}"
    assert presence.fine("export", "arriving-together", "-o", name, "--names", "Sam,Alex") == (
        f"{name}\n"
    )
    assert "Sam may speak" in (presence.folder / name).read_text(encoding="utf-8")
    assert presence.fine("import", name) == "us.yaml\n"
    assert "error:" not in presence.fine("check", "us.yaml")


def test_a_text_export_overwrites_only_when_asked(written: Presence) -> None:
    """A text may have been written by hand, as sound never is."""
    assert "--force" in written.refused("export", "arriving", "-o", "evening.txt")
    assert (written.folder / "evening.txt").read_text(encoding="utf-8") == TEXT
    found = json.loads(written.fine("export", "arriving", "-o", "evening.txt", "--force", "--json"))
    assert found["bytes"] == (written.folder / "evening.txt").stat().st_size


def test_words_have_no_bits(presence: Presence) -> None:
    """An option that can mean nothing is wrong usage."""
    told = presence.refused("export", "arriving", "-o", "a.txt", "--bits", "24", code=2)
    assert "no --bits" in told
