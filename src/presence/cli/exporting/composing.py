"""An exercise's name, and what was asked of it → its Sequence, and what a manifest tells."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presence.cli.options import compiled, load_script

if TYPE_CHECKING:
    from presence.export.manifest import Inputs
    from presence.script.model import Script
    from presence.sequence.cues import Sequence


def composed(
    exercise: str, choices: Mapping[str, Any], *, has_manifest: bool = False
) -> "tuple[Sequence, Inputs | None]":
    """What will happen, and the inputs for a manifest if there is to be one.

    Raises PresenceError.
    """
    script = load_script(exercise)
    return compiled(script, **choices), _inputs_of(script, choices) if has_manifest else None


def _inputs_of(script: "Script", choices: Mapping[str, Any]) -> "Inputs":
    """What a manifest tells of the script's files and of the settings, with no folder's name."""
    from presence.export.manifest import Inputs

    ambient, length = choices["ambient"], choices["length"]
    settings = {
        "names": list(choices["names"]) if choices["names"] else None,
        "voice": choices["voice"],
        "rate_wpm": choices["rate"],
        "ambient": Path(ambient).name if ambient else None,
        "ambient_level_db": choices["ambient_level"],
        "from": choices["section"],
        "for": None if length is None else str(length),
    }
    return Inputs((Path(script.path), *sorted(script.included)), settings)
