"""What shapes an export → whether it is there already, as the same export made it before.

What was made is remembered in the clip store, under a hash of all that shaped it: names, sizes and
SHA-256 of its files. Nothing lies beside them, several processes can remember at once without a
lock, and a folder that is moved is known again. A store that is cleared costs time, nothing else.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from presence.files import Written, sha256_of
from presence.narration.store import Store, key_of


@dataclass(frozen=True, slots=True)
class Standing:
    """An export whose files all stand as they were made."""

    frame_count: int
    files: tuple[Path, ...]


def key_for(*facts: object) -> str:
    """The name under which an export that is shaped by `facts` is remembered."""
    return key_of("export", *facts)


def standing(store: Store, key: str, folder: Path) -> Standing | None:
    """The export in `folder`; None if it was never made, or a file is missing or another now."""
    try:
        known = json.loads(store.get(key) or b"{}")
        files = [(folder / name, size, digest) for name, size, digest in known.get("files", ())]
        if not files or not all(_is(*file) for file in files):
            return None
        return Standing(int(known["frames"]), tuple(path for path, *_ in files))
    except (OSError, ValueError, KeyError, TypeError):  # of a layout that is no longer written
        return None


def remember(
    store: Store, key: str, folder: Path, frame_count: int, written: Iterable[Written]
) -> None:
    """Keeps what was made, all of it in `folder`."""
    files = [
        (file.path.relative_to(folder).as_posix(), file.size_bytes, file.sha256) for file in written
    ]
    store.put(key, json.dumps({"frames": frame_count, "files": files}).encode())


def _is(path: Path, size_bytes: int, sha256: str) -> bool:
    return path.stat().st_size == size_bytes and sha256_of(path) == sha256
