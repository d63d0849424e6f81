"""An environment variable or the platform's own place → the folder of what is kept for the user."""

import os
from pathlib import Path
from typing import Final

DATA_VARIABLE: Final = "PRESENCE_DATA"
"""Names another folder for the journal and the positions."""


def data_folder() -> Path:
    """Where journal and positions are kept. Nothing is made here: it may not exist yet."""
    named = os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named)
    import platformdirs  # only where something is kept

    return Path(platformdirs.user_data_dir("presence", appauthor=False))


def make_private(folder: Path) -> None:
    """Makes `folder`, the user's alone (0700); one that is there is left as it is. Raises OSError.

    `mkdir` would make only the last of several folders so: those above it are the platform's.
    """
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
