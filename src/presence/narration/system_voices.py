"""What a system says of its voices → the list of them, and the one that is meant."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Self

from presence.errors import NarrationError
from presence.narration.engine import VoiceInfo
from presence.narration.languages import nearest_voice

EMBEDDED_DEFAULT: Final = VoiceInfo("en-us+f5", "English (America), variant f5", ("en-us", "en"))
"""espeak's choice for en-US: far better understood than its plain voice."""

_PLEASANT: Final = ("samantha", "ava", "alex", "zira", "david")
"""Voices that macOS and Windows bring along; others of theirs are jokes, such as 'Bad News'."""

_SEE_ALL: Final = "See all: presence voices"

_ALSO_KNOWN_AS: Final = {"cmn": "zh", "nb": "no"}
"""Languages of which BCP 47 users write another tag than espeak does."""

_FAMILY: Final = re.compile("[a-z]{2,3}/")
_TAG: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything a worker told about the system."""

    driver: str
    version: str
    voices: tuple[VoiceInfo, ...]
    variants: frozenset[str]

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        """The voices in order of preference, so that the first of a language is the choice."""
        voices = [
            VoiceInfo(
                voice["id"], voice["name"] or voice["id"], _tags(voice["id"], voice["languages"])
            )
            for voice in told["voices"]
        ]
        voices.sort(key=lambda voice: _preference(voice, told["default"]))
        if told["driver"] == "espeak" and "f5" in told["variants"]:
            voices.insert(0, EMBEDDED_DEFAULT)
        first = nearest_voice("en-US", voices)
        voices.sort(key=lambda voice: voice != first)
        return cls(told["driver"], told["version"], tuple(voices), frozenset(told["variants"]))

    def id_for(self, wanted: str | None, language: str) -> str:
        """The id of the voice that is meant. NarrationError, with what is near, if none is."""
        if wanted is None:
            nearest = nearest_voice(language, self.voices)
            if nearest is None:
                raise NarrationError(f"no voice of this system speaks {language}", _SEE_ALL)
            return nearest.id
        found = self._by_id(wanted) or self._with_variant(wanted) or self._by_part(wanted, language)
        if found is None:
            raise self._unknown(wanted)
        return found

    def _by_id(self, wanted: str) -> str | None:
        """Whole ids before the ends of ids and whole names, capital letters being as small ones."""
        for spellings in (_id, _id_end_or_name):
            for voice in self.voices:
                if wanted.casefold() in spellings(voice):
                    return voice.id
        return None

    def _with_variant(self, wanted: str) -> str | None:
        base, _, variant = wanted.partition("+")
        known = self._by_id(base) if variant in self.variants else None
        return f"{known}+{variant}" if known else None

    def _by_part(self, wanted: str, language: str) -> str | None:
        """The first voice with this in its name, one of the script's language before others."""
        part = wanted.casefold()
        matching = [voice for voice in self.voices if part in voice.name.casefold()]
        if not matching:
            return None
        return (nearest_voice(language, matching) or matching[0]).id

    def _unknown(self, wanted: str) -> NarrationError:
        import difflib  # only where something is wrong already

        spelled: dict[str, str] = {}
        for voice in self.voices:
            for spelling in (*_id(voice), *_id_end_or_name(voice), *voice.languages):
                spelled.setdefault(spelling, voice.id)
        close = difflib.get_close_matches(wanted.casefold(), spelled, n=3, cutoff=0.5)
        near = list(dict.fromkeys(spelled[spelling] for spelling in close))
        guess = f"Did you mean '{near[0]}'? " if near else ""
        others = f"Also near: {', '.join(near[1:])}. " if near[1:] else ""
        return NarrationError(f"this system has no voice '{wanted}'", guess + others + _SEE_ALL)


def _id(voice: VoiceInfo) -> tuple[str, ...]:
    return (voice.id.casefold(),)


def _id_end_or_name(voice: VoiceInfo) -> tuple[str, ...]:
    """`en-us` of `gmw/en-us`, the last part of a registry key, and the name."""
    return re.split(r"[/\\]", voice.id)[-1].casefold(), voice.name.casefold()


def _tags(voice_id: str, languages: Iterable[str]) -> tuple[str, ...]:
    """BCP 47, lower case, of `en_US` and `en-US`; what is no tag is left out.

    Of espeak's `roa/fr`, pyttsx3 tells only that it is fr-fr; its id tells that it is fr as well.
    """
    spelled = [*languages, voice_id.rpartition("/")[2] if _FAMILY.match(voice_id) else ""]
    tags = [tag.strip("\0 ").replace("_", "-").lower() for tag in spelled]
    known = [tag for tag in tags if _TAG.fullmatch(tag)]
    also = [_ALSO_KNOWN_AS[tag] for tag in known if tag in _ALSO_KNOWN_AS]
    return tuple(dict.fromkeys(known + also))


def _preference(voice: VoiceInfo, default: str | None) -> tuple[bool, int]:
    """The voice that the system is set to, then the pleasant ones, then the rest as they came."""
    name = voice.name.casefold()
    rank = [index for index, pleasant in enumerate(_PLEASANT) if pleasant in name]
    return voice.id != default, min(rank, default=len(_PLEASANT))
