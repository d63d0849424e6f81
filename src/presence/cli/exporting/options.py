"""The options of `presence export`, by what they are for, and the values they stand for."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from presence.cli.options import listening_to_several, one_line

if TYPE_CHECKING:
    from presence.export.aims import Aim

FORMATS: Final = ("wav", "flac", "opus", "ogg", "mp3", "m4a", "m4b", "html")
"""The suffixes of an Order, here without what it imports."""
TEXTS: Final = (".txt", ".md", ".ssml")
"""The table of `presence.authoring.texts`, which is loaded only where it is needed."""
CAPTIONS: Final = (".vtt", ".srt", ".lrc", ".ass")
"""The table of `presence.export.captions.files`, likewise."""


class Date(click.ParamType[str]):
    """A year, a month or a day, as ISO 8601 writes it; kept as it is written."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from datetime import date

        year, month, day = (*str(value).split("-"), "01", "01")[:3]
        shape = [len(part) for part in str(value).split("-")]
        try:
            date(int(year), int(month), int(day))
        except ValueError:
            shape = []
        if shape not in ([4], [4, 2], [4, 2, 2]):
            self.fail(f"'{value}' is no date; write 2026, 2026-05 or 2026-05-31.", param, ctx)
        return str(value)


def caption_kinds(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """A type of option: `vtt,srt` as their suffixes."""
    if isinstance(value, tuple):
        return value
    found = tuple(f".{kind.strip().lower().removeprefix('.')}" for kind in value.split(","))
    for suffix in found:
        if suffix not in CAPTIONS:
            known = ", ".join(kind[1:] for kind in CAPTIONS)
            message = f"'{suffix[1:]}' is no kind of captions; there are {known}, as in vtt,srt."
            raise click.BadParameter(message)
    return tuple(dict.fromkeys(found))


def loudness(value: "str | Aim") -> "Aim":
    """A type of option: `-19` in LUFS, or a preset by its name."""
    from presence.export.aims import aim_of

    if not isinstance(value, str):
        return value
    try:
        return aim_of(value)
    except ValueError as problem:
        raise click.BadParameter(str(problem)) from None


_SECTIONS: Final = {
    "voice": "How it sounds, as for 'play'",
    "target": "The file",
    "voice_only": "What is in it",
    "captions": "What stands beside it",
    "folder": "Several at once",
    "force": "Besides",
}
"""Of the help, each by the option that it begins with."""

_OPTIONS: Final = (
    click.option(
        "-o",
        "--output",
        "target",
        type=click.Path(path_type=Path),
        help="The file to write; its suffix names the format: .wav, .flac, .opus, .ogg, .mp3, "
        ".m4a or .m4b; a page that plays it: .html; of its words: .txt, .md or .ssml; of "
        "captions alone: .vtt, .srt, .lrc or .ass.",
    ),
    click.option(
        "--quality",
        type=click.Choice(["voice", "high"]),
        help="Of .opus, .ogg, .mp3, .m4a and .m4b: 'voice' is small and enough for speech, and "
        "what you get if you don't say; 'high' is for music too.",
    ),
    click.option(
        "--bits",
        type=click.Choice(["16", "24", "float"]),
        help="Bits a sample of .wav and .flac; 16 if not given.",
    ),
    click.option(
        "--author",
        type=one_line,
        metavar="TEXT",
        help="Who made the exercise, for the file's tags.",
    ),
    click.option(
        "--date", type=Date(), help="Its date, for the tags: 2026, 2026-05 or 2026-05-31."
    ),
    click.option(
        "--artwork/--no-artwork",
        "has_artwork",
        default=None,
        help="A cover drawn from the exercise's own timeline; with it, if you don't say.",
    ),
    click.option(
        "--voice-only", is_flag=True, default=None, help="Without the bed, the bells and tones."
    ),
    click.option(
        "--loudness",
        type=loudness,
        metavar="LUFS|NAME",
        help="How loud the voice is, as in -19; or 'meditation' (-19), 'podcast' (-16) or "
        "'acx', for audiobooks. Instead of --volume.",
    ),
    click.option(
        "--split",
        type=click.Choice(["section"]),
        help="A file for each section, in place of one for all: NAME-01-settling.opus and so on.",
    ),
    click.option(
        "--captions",
        type=caption_kinds,
        metavar="KINDS",
        help="What is said, as files beside the sound: vtt, srt, lrc, ass, or several as in "
        "vtt,srt.",
    ),
    click.option(
        "--stems",
        is_flag=True,
        default=None,
        help="The voice, the bed and the bells too, as files beside a .wav or .flac that add up "
        "to it.",
    ),
    click.option(
        "--report",
        "has_report",
        is_flag=True,
        default=None,
        help="Say how loud it is, and whether ACX takes it; and write that beside it, as JSON.",
    ),
    click.option(
        "--manifest",
        "has_manifest",
        is_flag=True,
        help="Beside each sound or page, a JSON of what it is made from, and of every cue in it.",
    ),
    click.option(
        "-d",
        "--folder",
        type=click.Path(path_type=Path),
        help="Write each exercise into this folder, under its own name; what is up to date there "
        "is left alone.",
    ),
    click.option("--format", "suffix", type=click.Choice(FORMATS), help="Of the files in -d."),
    click.option(
        "--jobs",
        type=click.IntRange(1, 64),
        metavar="N",
        help="So many exercises at once, with -d; as many as there are cores if not given.",
    ),
    click.option(
        "--force",
        is_flag=True,
        help="Overwrite a text that is there, as sound always is; with -d, make all of it again.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Say what was written as JSON."),
)


def exporting(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the exercises, what shapes how they sound, and all that an export is asked."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return listening_to_several(function)


class Grouped(click.Command):
    """Shows its options by what they are for."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows: list[tuple[str, str]] = []
        shown = {"": rows}
        for param in self.get_params(ctx):
            if title := _SECTIONS.get(param.name or ""):
                rows = shown.setdefault(title, [])
            if isinstance(param, click.Option) and (row := param.get_help_record(ctx)):
                rows.append(row)
        for title, rows in shown.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)
