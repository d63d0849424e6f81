"""Importing keeps every word, is stopped by no bytes, and makes scripts that can be read."""

import codecs
import contextlib
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from presence.authoring.importing.draft import Draft, Line
from presence.authoring.importing.importer import FORMATS, Imported, import_text
from presence.authoring.importing.source import MAX_BYTES, decode
from presence.authoring.importing.writer import scalar, write
from presence.diagnostics import Problems
from presence.errors import PresenceError
from presence.script import model
from presence.script.reader import read_bytes

SCRIPT: Final = Path("mine.yaml")
NASTY: Final = "aB1 é中\u0301\u200d\ufeff\x00\x85\u2028\u00a0\n\t:#'\"\\-?*&!|>%@`{}[],;.()<~=_…"


def imported(text: str, kind: str) -> Imported:
    return import_text(text, kind, SCRIPT, Path("mine"))


def steps(script: str) -> model.Steps:
    """The steps of a script, which must have no problem."""
    problems = Problems()
    read = read_bytes("mine.yaml", script.encode(), problems)
    assert problems.found == []
    assert read is not None
    return read.steps


def words(script: str) -> list[str]:
    """All that is said or shown, in order."""
    parts: list[str] = []
    for step in steps(script):
        match step:
            case model.Say() | model.Recording():
                parts += [part for part in step.text if isinstance(part, str)]
                parts.append(" ")
            case model.Section():
                parts += [part for part in step.title if isinstance(part, str)]
                parts.append(" ")
    return "".join(parts).split()


@given(text=st.text() | st.text(NASTY))
@example(text="null")
@example(text="a: b 'c' \"d\" \\ #e:")
@example(text="{{x}}")
def test_whatever_is_written_reads_back(text: str) -> None:
    """Any text that a script may hold is the same after writing and reading."""
    text = " ".join("".join(c for c in text if c.isprintable() and c not in "[]\ufeff").split())
    if not any(map(str.isalnum, text)):
        return
    script = write(Draft(text[:300].strip() or "x", "", [Line(text, 1)]))
    (say,) = steps(script)
    assert isinstance(say, model.Say)
    assert "".join(map(str, say.text)) == text


def test_quotes_stand_only_where_they_are_needed() -> None:
    """A script that a person goes on with is plain."""
    assert scalar("It's fine: go") == '"It\'s fine: go"'
    assert scalar('It\'s "fine"; go, no.1') == 'It\'s "fine"; go, no.1'
    assert scalar('"Yes"') == "'\"Yes\"'"


# no digits: a line that begins with "9." is a numbered list to Markdown
WORD: Final = st.text("abcDEFéß中x", min_size=1, max_size=8)
SENTENCE: Final = st.tuples(
    st.lists(WORD, min_size=1, max_size=12), st.sampled_from([".", "!", "?", "...", ",", ""])
)
BREAK: Final = st.sampled_from(["\n", " ", "\n\n", "\n\n\n"])
MARK: Final = st.sampled_from(["", "", " (pause)", " [pause 10s]\n", " [2s] ", " (breathe) "])
PROSE: Final = st.lists(st.tuples(SENTENCE, MARK, BREAK), min_size=1, max_size=12)


def prose(drawn: list[tuple[tuple[list[str], str], str, str]]) -> tuple[str, list[str]]:
    """A text with marks in it, and its words."""
    text, expected = "", []
    for (said, end, *_), mark, gap in drawn:
        text += " ".join(said) + end + mark + gap
        expected += [*said[:-1], said[-1] + end]
    return text, expected


@settings(deadline=None)
@given(drawn=PROSE, kind=st.sampled_from(["txt", "md"]))
def test_every_word_is_kept_in_order(
    drawn: list[tuple[tuple[list[str], str], str, str]], kind: str
) -> None:
    """However its sentences are divided into lines, and wherever pauses are marked."""
    text, expected = prose(drawn)
    assert words(imported("Beginning.\n\n" + text, kind).script) == ["Beginning.", *expected]


@settings(deadline=None)
@given(drawn=PROSE)
def test_captions_keep_every_word(drawn: list[tuple[tuple[list[str], str], str, str]]) -> None:
    """One cue a sentence, as SubRip, as WebVTT and as SSML."""
    cues, spoken, expected = "", "", []
    for number, ((said, end), *_) in enumerate(drawn):
        line = " ".join(said) + end
        expected += line.split()
        cues += f"00:00:{number:02d},000 --> 00:00:{number:02d},500\n<i>{line}</i>\n\n"
        spoken += f"<s>{line}</s>"
    assert words(imported(cues, "srt").script) == expected
    assert words(imported("WEBVTT\n\n" + cues.replace(",0", ".0"), "vtt").script) == expected
    assert words(imported(f"<speak>{spoken}</speak>", "ssml").script) == expected


PIECES: Final = (
    "<speak>", "</speak>", "<s>", "</s>", "<break", ' time="1s"/>', "<p>", "<audio src='x'>",
    "</audio>", "&amp;", "&x;", "<!DOCTYPE", "<![CDATA[", "]]>", "<prosody rate='", "'>", "WEBVTT",
    "\n", "\n\n", "00:00:01,000", " --> ", "00:00:02.000", "1", "NOTE", "STYLE", "# ", "- ", "> ",
    "```", "---", "===", "[pause ", "(", ")", "]", "{", "\\", ";5", "a", "\x00", "\ufeff", "\r",
    "\f", "…", "A B", "[10s]", "(pause)", "<v Ada>", "24h", "99999999",
)  # fmt: skip
LIKELY: Final = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@settings(deadline=None, max_examples=300)
@given(
    data=st.binary(max_size=200) | st.text().map(str.encode) | LIKELY.map(str.encode),
    kind=st.sampled_from(sorted(FORMATS)),
)
def test_no_bytes_break_an_importer(data: bytes, kind: str) -> None:
    """They become a script that can be read, or an error in words."""
    with contextlib.suppress(PresenceError):
        assert steps(imported(decode("mine", data), kind).script)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    """Editors on Windows write them."""
    assert decode("mine.txt", "Grüße.\r\nDu".encode(encoding)) == "Grüße.\nDu"


def test_another_encoding_is_refused_with_the_way_out() -> None:
    """Rather than guessed at: a wrong guess would change words."""
    with pytest.raises(PresenceError, match=r"line 2 .*") as caught:
        decode("mine.txt", "Ja\nGrüße".encode("cp1252"))
    assert "iconv" in caught.value.hint
    with pytest.raises(PresenceError, match="not UTF-16"):
        decode("mine.txt", codecs.BOM_UTF16_LE + b"a")


def test_a_large_file_is_refused() -> None:
    """One byte more than 1 MiB; and one that fits, but makes a script that doesn't, is too."""
    assert decode("mine.txt", b"a" * MAX_BYTES)
    with pytest.raises(PresenceError, match="1 MiB"):
        decode("mine.txt", b"a" * (MAX_BYTES + 1))
    with pytest.raises(PresenceError, match="no script that could be played"):
        imported("a.\n" * (MAX_BYTES // 3), "txt")


HUGE: Final = {
    "backslashes": ("txt", "a" + "\\" * MAX_BYTES),
    "spaces": ("txt", "[pause" + " " * MAX_BYTES + "x"),
    "dots": ("txt", "." * MAX_BYTES + "x"),
    "one wrapped paragraph": (
        "txt",
        "and so it goes on and on and on and on and on it goes\n" * 19_000,
    ),
    "headings": ("txt", "# a\n" * 20_000 + "b"),
    "front matter": ("md", "---\ntitle: x" + " " * MAX_BYTES + "x\n---\na"),
    "namespaces": ("ssml", "".join(f"<speak xmlns:a{n}='u'>" for n in range(30_000))),
    "depth": ("ssml", "<speak>" + "<p>" * 100_000 + "a"),
    "open tags": ("vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v " * 300_000),
    "open braces": ("srt", "00:00:01,000 --> 00:00:02,000\na" + "{\\" * 400_000),
}


@pytest.mark.parametrize("name", HUGE)
def test_a_large_file_made_to_stall_comes_to_an_end(name: str) -> None:
    """Each would take hours by a way that looks at every pair of characters."""
    kind, text = HUGE[name]
    with contextlib.suppress(PresenceError):
        assert imported(text[:MAX_BYTES], kind).script


BOMB: Final = """<!DOCTYPE speak [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<speak>&b;</speak>"""
OUTSIDE: Final = '<!DOCTYPE speak [<!ENTITY x SYSTEM "file:///etc/passwd">]><speak>&x;</speak>'
DTD: Final = '<!DOCTYPE speak SYSTEM "file:///etc/passwd"><speak>Hello &x;</speak>'


@pytest.mark.parametrize("document", [BOMB, OUTSIDE, DTD])
def test_entities_are_refused(document: str) -> None:
    """None is expanded, and no other file is read."""
    with pytest.raises(PresenceError, match=r"line 1, column \d+: .*(refused|not defined)"):
        imported(document, "ssml")


def test_a_document_type_alone_is_fine() -> None:
    """SSML's own page shows one; what it points to is not fetched."""
    kind = '<!DOCTYPE speak PUBLIC "-//W3C//DTD SYNTHESIS 1.0//EN" "http://x.invalid/s.dtd">'
    assert words(imported(f"\n\n{kind}<speak>Hello.</speak>", "ssml").script) == ["Hello."]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("<speak>\n<p>a</speak>", "line 2, column 7: this is not well-formed XML: mismatched tag"),
        ("\n<html>a</html>", "line 2, column 1: this document begins with <html>"),
        ("Hello", "line 1, column 1: this is not well-formed XML"),
    ],
)
def test_what_is_not_ssml_is_refused_with_its_place(document: str, told: str) -> None:
    """Line and column are the file's, whatever stands before the document."""
    with pytest.raises(PresenceError) as caught:
        imported(document, "ssml")
    assert told in caught.value.message


def test_a_text_without_words_is_refused() -> None:
    """Nothing to say is no exercise."""
    with pytest.raises(PresenceError, match="nothing to say"):
        imported("\n\n...\n[pause 10s]\n", "txt")


def test_markdown_too_deep_to_be_read_whole_is_refused() -> None:
    """The parser leaves out what lies deeper, and words must not be lost unseen."""
    with pytest.raises(PresenceError, match="levels deep"):
        imported(">" * 150 + " lost", "md")
    assert words(imported(">" * 20 + " kept", "md").script) == ["kept"]


def test_a_timed_text_is_not_split() -> None:
    """Where an author wrote every silence, splitting a line would add one."""
    long = "This is a sentence of some length, and it goes on. " * 5
    assert len(steps(imported(f"{long}\n\n[pause 5s]\n\nEnd.", "txt").script)) == 3
    assert len(steps(imported(f"{long}\n\nEnd.", "txt").script)) > 4


def test_a_recording_is_one_if_its_file_is_there(tmp_path: Path) -> None:
    """Otherwise its words are said, so that the script can be played."""
    (tmp_path / "hello.wav").touch()
    document = (
        "<speak><audio src='hello.wav'>Hello</audio><audio src='gone.wav'>You</audio></speak>"
    )
    draft = import_text(document, "ssml", tmp_path / "mine.yaml", Path("mine"))
    assert "file: hello.wav" in draft.script
    assert "- say: You" in draft.script
    assert [note.message for note in draft.notes if "gone.wav" in note.message]
