"""Exercises in, captions out: read again by those whom players and browsers rely on."""

import io
from pathlib import Path

import av
import pysubs2
import pytest
import srt
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st
from silent_sessions import compiled, placed

from presence.audio import Word
from presence.export.captions.captions import Caption, Captions, captions_of
from presence.export.captions.files import KINDS, beside, write_captions
from presence.units import seconds_of

CASES = Path(__file__).parents[2] / "cases" / "captions"

NASTY = (
    "a & b < c > d --> e", "<b>bold</b> {\\an8}", "[00:01.00] bracket", "{\\k1} \\N \\h", "1",
    "&amp; &lt;", "NOTE hello", "STYLE", "00:00:01.000 --> 00:00:02.000", "-->", "WEBVTT",
    "<00:00:01.000>", "<v Bob> hi", "Dialogue: 0,0:00:00.00", "{", "\\", "é, 息", "[ti:x]",
)  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.sampled_from("ab <>&{}[]\\-;:,.1'\"|é息"), min_size=1, max_size=40),
).map(lambda text: " ".join(text.split()) or "a")


@st.composite
def all_captions(draw: st.DrawFn) -> Captions:
    """Lines after one another, an hour apart or none, some with the times of their words."""
    lines, frame = [], 0
    for _ in range(draw(st.integers(1, 6))):
        frame += draw(st.one_of(st.integers(0, 480_000), st.integers(0, 1 << 28)))
        count = draw(st.integers(1, 480_000))
        text = draw(texts)
        firsts = sorted(draw(st.sets(st.integers(0, len(text) - 1), max_size=5)))
        starts = sorted(draw(st.lists(st.integers(0, count), min_size=5, max_size=5)))
        words = tuple(Word(first, 1, start) for first, start in zip(firsts, starts, strict=False))
        partner = draw(st.one_of(st.none(), texts))
        sections = tuple(draw(st.lists(texts, max_size=2)))
        lines.append(Caption(frame, frame + count, text, partner, words, sections))
        frame += count
    return Captions(draw(texts), "en-US", tuple(lines), frame)


def assert_near(found_s: float, frame: int, parts: int) -> None:
    """Half a part of a second, wherever the frame lies, but for a span that had to be opened."""
    assert abs(found_s - seconds_of(frame)) <= 0.5 / parts + 1e-6


def assert_spans(spans: list[tuple[float, float]], captions: Captions, parts: int) -> None:
    """Each caption's own, rounded; never empty."""
    for (start_s, end_s), line in zip(spans, captions.lines, strict=True):
        assert_near(start_s, line.start_frame, parts)
        assert end_s > start_s
        if line.end_frame - line.start_frame >= 48_000 // parts:
            assert_near(end_s, line.end_frame, parts)


@given(all_captions())
@settings(deadline=None)
def test_vtt_is_read_back_as_it_was(captions: Captions) -> None:
    """Texts, spans, and whom a line is for, by a reader that is not ours."""
    read = webvtt.from_buffer(io.StringIO(KINDS[".vtt"](captions))).captions
    assert [cue.text for cue in read] == [unescaped(line.text) for line in captions.lines]
    assert_spans([(to_s(cue.start), to_s(cue.end)) for cue in read], captions, 1000)


def to_s(time: str) -> float:
    """`01:02:03.004` in seconds."""
    hours, minutes, seconds = time.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)


@given(all_captions())
@settings(deadline=None)
def test_srt_is_read_back_as_it_was(captions: Captions) -> None:
    """No text ends a block or becomes one; only signs that would be markup are parted."""
    read = list(srt.parse(KINDS[".srt"](captions), ignore_errors=False))
    assert [cue.index for cue in read] == list(range(1, len(captions.lines) + 1))
    shown = [cue.content.replace("\N{WORD JOINER}", "") for cue in read]
    assert shown == [line.labelled.replace("-->", "→") for line in captions.lines]
    spans = [(cue.start.total_seconds(), cue.end.total_seconds()) for cue in read]
    assert_spans(spans, captions, 1000)


@given(all_captions())
@settings(deadline=None)
def test_ass_is_read_back_as_it_was(captions: Captions) -> None:
    """No text becomes a command, and the words are lit for as long as the line is there."""
    read = pysubs2.SSAFile.from_string(KINDS[".ass"](captions), format_="ass")
    assert_spans([(cue.start / 1000, cue.end / 1000) for cue in read], captions, 100)
    for cue, line in zip(read, captions.lines, strict=True):
        plain = cue.plaintext.replace("\N{WORD JOINER}", "")
        assert plain.translate({0xFF5B: "{", 0xFF5D: "}"}) == line.text
        lit = [int(part.partition("}")[0]) for part in cue.text.split(r"{\k")[1:]]
        assert not lit or sum(lit) == (cue.end - cue.start) / 10
        assert bool(cue.name) == bool(line.partner)


@given(all_captions())
@settings(deadline=None)
def test_lrc_shows_a_line_while_it_is_said(captions: Captions) -> None:
    """A time for each line, and an empty one behind it, unless the next begins there."""
    rows = KINDS[".lrc"](captions).splitlines()[2:]
    times = [row[1 : row.index("]")] for row in rows]
    said = [row[row.index("]") + 1 :] for row in rows]
    assert not any(set("[]<>") & set(text) for text in said)
    starts = [to_s(f"0:{time}") for time, text in zip(times, said, strict=True) if text]
    for start_s, line in zip(starts, captions.lines, strict=True):
        assert_near(start_s, line.start_frame, 100)
    ends = [to_s(f"0:{time}") for time, text in zip(times, said, strict=True) if not text]
    last = captions.lines[-1]
    opened = max(last.end_frame, last.start_frame + 480)  # no line is shown for no time
    assert seconds_of(last.end_frame) - 0.006 <= ends[-1] <= seconds_of(opened) + 0.006


def unescaped(text: str) -> str:
    """What the VTT reader leaves of a text: it takes tags away, and turns no sign back."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


SCRIPT = """\
partners: [Ada & Co, <Ben>]
voice: {rate: 120}
steps:
  - section: Settling
  - say: One two -> "three" & four.
  - pause: 1001ms
  - section: Here
  - section: Turns & <more>
  - each-partner:
      - say: "{partner}, tell {other}: <this>."
      - say: There is no hurry.
      - pause: 1h
  - breathe: {in: 4s, out: 6s, times: 1}
  - check-in: {ask: "Good? {{yes}}", wait: 3s}
  - pause: 9s
"""


@pytest.mark.parametrize("suffix", KINDS)
def test_the_captions_of_an_exercise(tmp_path: Path, suffix: str) -> None:
    """The golden files: partners, sections, breaths, a check-in, signs that mean something."""
    sequence = compiled(tmp_path, SCRIPT)
    captions = captions_of(sequence, placed(sequence), lambda _: ())
    path = tmp_path / f"out{suffix}"
    write_captions(captions, [path])
    assert path.read_bytes() == (CASES / f"turns{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", KINDS)
def test_ffmpeg_reads_them(tmp_path: Path, suffix: str) -> None:
    """The library in most players finds every line at its time, by each format's own rules."""
    sequence = compiled(tmp_path, SCRIPT)
    captions = captions_of(sequence, placed(sequence), lambda _: ())
    path = tmp_path / f"out{suffix}"
    write_captions(captions, [path])
    with av.open(str(path)) as file:
        stream = file.streams[0]
        unit = stream.time_base
        assert unit is not None
        packets = [
            (packet.pts, packet.duration or 0, bytes(packet))
            for packet in file.demux(stream)
            if packet.pts is not None
        ]
    spans = [
        (float(start * unit), float((start + length) * unit))
        for start, length, text in packets
        if text.strip()
    ]
    assert_spans(spans, captions, 100)


def test_a_name_that_ends_in_dashes_ends_no_block() -> None:
    """Before the '>' of its span it made the arrow of a time."""
    line = Caption(0, 48_000, "Look up.", "Ada --", (), ())
    text = KINDS[".vtt"](Captions("A test", "en-US", (line,), 48_000))
    assert text.count("-->") == 1
    assert [cue.raw_text for cue in webvtt.from_string(text).captions] == ["<v Ada -&#45;>Look up."]


def test_a_name_is_shown_once() -> None:
    """Where a format has no place for whom a line is for, it stands before a line that does not
    say it."""
    assert Caption(0, 1, "Look up.", "Ada", (), ()).labelled == "(Ada) Look up."
    assert Caption(0, 1, "ada, look up.", "Ada", (), ()).labelled == "ada, look up."
    assert Caption(0, 1, "Look up.", None, (), ()).labelled == "Look up."


def test_words_are_timed_where_the_engine_times_them() -> None:
    """Spaces and signs go with the word before; each time is the word's, from the clip's start."""
    words = (Word(0, 3, 0), Word(4, 2, 24_000), Word(7, 2, 36_000))
    line = Caption(48_000, 96_000, "One, & so.", "Ada", words, ())
    captions = Captions("A test", "en-US", (line,), 96_000)
    assert KINDS[".vtt"](captions).endswith(
        "00:00:01.000 --> 00:00:02.000\n<v Ada>One,<00:00:01.500> &amp; <00:00:01.750>so.\n"
    )
    assert KINDS[".ass"](captions).endswith(r",{\k50}One,{\k25} & {\k25}so." + "\n")


def test_a_first_word_that_begins_later_is_lit_later() -> None:
    """The clip may begin with a breath or a click."""
    line = Caption(0, 48_000, "One two.", None, (Word(0, 3, 4_800), Word(4, 3, 24_000)), ())
    captions = Captions("A test", "en-US", (line,), 48_000)
    assert KINDS[".vtt"](captions).endswith("\n<00:00:00.100>One <00:00:00.500>two.\n")
    assert KINDS[".ass"](captions).endswith(r",{\k10}{\k40}One {\k50}two." + "\n")


def test_the_files_stand_beside_the_sound() -> None:
    """With its name, whatever other dots it has."""
    found = beside(Path("out/a.b.wav"), [".vtt", ".srt"])
    assert found == [Path("out/a.b.vtt"), Path("out/a.b.srt")]
