"""presence preview FILE: one line, one section, or the rest from a line on, heard at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from presence.cli.exporting.one import write
from presence.cli.options import compiled, find_exercise, sounding
from presence.cli.sounding import leave, play_plainly, sound

if TYPE_CHECKING:
    from presence.sequence.cues import Sequence

EXAMPLES = """\
\b
Examples:
  presence preview mine.yaml --line 12
  presence preview mine.yaml --section Settling --skip-silence
  presence preview mine.yaml --from 40 --dry
  presence preview mine.yaml --line 12 -o line.wav
"""


@click.command(epilog=EXAMPLES)
@sounding
@click.option("--line", type=click.IntRange(1), metavar="N", help="What is heard of line N.")
@click.option("--section", metavar="SECTION", help="One section: its title or number.")
@click.option(
    "--from", "from_line", type=click.IntRange(1), metavar="N", help="All from line N on."
)
@click.option(
    "--skip-silence",
    is_flag=True,
    help="No silence over 1.5 s; breathing patterns and bells once.",
)
@click.option("--dry", is_flag=True, help="The voice without the bed.")
@click.option("--output", metavar="DEVICE", help="The sound device; see 'presence outputs'.")
@click.option(
    "-o", "target", type=click.Path(path_type=Path), help="Write it to a .wav or .flac instead."
)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    exercise: str,
    engine: str | None,
    volume: float,
    output: str | None,
    target: Path | None,
    dry: bool,
    **choices: Any,
) -> None:
    """Hear a part of a script while writing it, over the bed that lies there.

    --line N is the step at that line of the file, or the nearest after it that is spoken: for
    each partner where it is said to each, and once where it is repeated.
    """
    asked = {name: choices.pop(name) for name in ("line", "section", "from_line", "skip_silence")}
    if sum(asked[name] is not None for name in ("line", "section", "from_line")) > 1:
        raise click.UsageError("--line, --section and --from each ask for a part: give one.")
    if dry and choices["ambient"] not in (None, "off"):
        raise click.UsageError("--dry is without a bed, and --ambient asks for one: give one.")
    if dry:
        choices["ambient"] = "off"
    choices["length"] = "shortest"  # whatever the whole asks for: a part is heard at once

    def heard() -> "Sequence":
        return _excerpt(exercise, choices, **asked)

    voice = choices["voice"]
    if target:
        write(lambda: (heard(), None), target, engine=engine, voice=voice, volume=volume)
    else:
        report = sound(
            heard, play_plainly, engine=engine, voice=voice, volume=volume, output=output
        )
        leave(ctx, report)


def _excerpt(
    exercise: str,
    choices: dict[str, Any],
    *,
    line: int | None,
    section: str | None,
    from_line: int | None,
    skip_silence: bool,
) -> "Sequence":
    from presence.authoring import excerpt
    from presence.authoring.once import include_lines, once
    from presence.script.library import bytes_of
    from presence.script.reader import load

    path = find_exercise(exercise)
    script = load(path)
    line_count = len(bytes_of(path).splitlines())
    places = include_lines(script)
    if line is not None:
        sequence = compiled(once(script), **choices)
        sequence = excerpt.at_line(sequence, line, line_count, places)
    else:
        sequence = compiled(script, **choices)
        if section is not None:
            sequence = excerpt.in_section(sequence, section)
        elif from_line is not None:
            sequence = excerpt.from_line(sequence, from_line, line_count, places)
    return excerpt.skip_silence(sequence) if skip_silence else sequence
