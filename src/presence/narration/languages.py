"""A wanted language and the voices there are → the voice whose language is nearest."""

from collections.abc import Iterable

from presence.narration.engine import VoiceInfo


def nearest_voice(language: str, voices: Iterable[VoiceInfo]) -> VoiceInfo | None:
    """The first voice of the language, else of a wider or narrower form of it, else None.

    `en-GB` takes en-gb before en before en-us; subtags are dropped from the right as in RFC 4647
    section 3.4 (lookup).
    """
    listed = list(voices)
    wanted = language.lower().replace("_", "-").split("-")
    for length in range(len(wanted), 0, -1):
        prefix = "-".join(wanted[:length])
        for matches in (str.__eq__, lambda own, prefix: own.startswith(prefix + "-")):
            for voice in listed:
                if any(matches(own, prefix) for own in voice.languages):
                    return voice
    return None
