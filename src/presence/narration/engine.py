"""Engine: the protocol by which every voice is driven; a resolved utterance in, a raw clip out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from presence.sequence.cues import Utterance

if TYPE_CHECKING:
    from presence.audio import Clip

SYNTHESIS_LIMIT_S = 60.0
"""How long one line may take before it counts as failed."""
LIVE_LIMIT_S = 15.0
"""The same where people are listening: silence that is longer is no part of an exercise."""


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice somebody can ask for: `id` is what `--voice` and `voice: {name: …}` take."""

    id: str
    name: str
    languages: tuple[str, ...]  # BCP 47, lower case


class Engine(Protocol):
    """Makes speech. Safe to call from several threads at once."""

    name: str
    speaks: bool
    """Whether a clip without any sound is a failure."""

    def start(self) -> None:
        """Gets ready in the background what the first line will need; may do nothing."""
        ...

    def version(self) -> str:
        """The engine's own version: clips of another version are made anew."""
        ...

    def voices(self) -> list[VoiceInfo]:
        """Every voice there is, the engine's own choice for en-US first."""
        ...

    def resolve(self, utterance: Utterance) -> Utterance:
        """The same with `voice` an id of this engine; raises NarrationError if there is none."""
        ...

    def synthesize(self, utterance: Utterance) -> "Clip":
        """Speech at the engine's own rate and level, mono; `utterance.voice` is resolved.

        Text is plain text: markup is said as words. Raises NarrationError if the line can't be
        made within the engine's limit.
        """
        ...

    def close(self) -> None:
        """Ends what runs in the background. The engine may be used again afterwards."""
        ...
