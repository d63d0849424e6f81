"""presence voices: every voice of an engine, and the one that is used."""

import click


@click.command()
@click.option("--engine", type=click.Choice(["espeak", "pyttsx3", "silent"]), help="Whose voices.")
@click.option("--language", metavar="LANGUAGE", help="Only voices of this language.")
@click.option("--json", "as_json", is_flag=True, help="The voices as JSON.")
def command(engine: str | None, language: str | None, as_json: bool) -> None:
    """What can speak here. A star marks the voice that is used for English scripts."""
    from presence.narration.choosing import DEFAULT_ENGINE, open_engine
    from presence.sequence.cues import DEFAULT_PITCH, DEFAULT_RATE_WPM, Utterance

    speaker = open_engine(engine)
    try:
        asked = Utterance("", language or "en-US", None, DEFAULT_RATE_WPM, DEFAULT_PITCH)
        used = speaker.resolve(asked).voice
        wanted = (language or "").lower()
        voices = [v for v in speaker.voices() if any(x.startswith(wanted) for x in v.languages)]
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
