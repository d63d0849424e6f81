"""presence voices: every voice of an engine, and the one that is used."""

from typing import TYPE_CHECKING

import click

from presence.cli.options import ENGINES

if TYPE_CHECKING:
    from presence.narration.engine import VoiceInfo

EXAMPLES = """\
\b
Examples:
  presence voices --language en
  presence voices --engine pyttsx3 --json
  presence play arriving --voice en-us+f3
"""


@click.command(epilog=EXAMPLES)
@click.option("--engine", type=click.Choice(ENGINES), help="Whose voices.")
@click.option(
    "--language", metavar="LANGUAGE", help="Only voices of this language, such as en or pt-BR."
)
@click.option("--json", "as_json", is_flag=True, help="The voices as JSON.")
def command(engine: str | None, language: str | None, as_json: bool) -> None:
    """What can speak here. A star marks the voice that is used for English scripts."""
    from presence.narration.choosing import DEFAULT_ENGINE, open_engine
    from presence.sequence.cues import DEFAULT_PITCH, DEFAULT_RATE_WPM, Utterance

    speaker = open_engine(engine)
    try:
        asked = Utterance("", language or "en-US", None, DEFAULT_RATE_WPM, DEFAULT_PITCH)
        used = speaker.resolve(asked).voice
        voices = [v for v in speaker.voices() if language is None or _speaks(v, language)]
    finally:
        speaker.close()
    if as_json:
        import json

        rows = [
            {"id": v.id, "name": v.name, "languages": v.languages, "used": v.id == used}
            for v in voices
        ]
        click.echo(json.dumps({"engine": speaker.name, "voices": rows}, indent=2))
        return
    click.echo(f"Engine {speaker.name}; the default here is {DEFAULT_ENGINE}.", err=True)
    for voice in voices:
        star = "*" if voice.id == used else " "
        click.echo(f"{star} {voice.id:<24} {voice.name}  ({', '.join(voice.languages)})")


def _speaks(voice: "VoiceInfo", language: str) -> bool:
    """Whether one of its languages is `language`, or a narrower form of it: en-us for en."""
    wanted = language.lower().replace("_", "-") + "-"
    return any(f"{own}-".startswith(wanted) for own in voice.languages)
