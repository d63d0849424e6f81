"""Programs of ours, run as a user runs them: in a process of their own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PRESENCE = ("-m", "presence")


def environment(cache: Path, **more: str) -> dict[str, str]:
    """This process's, with a clip store of its own and nothing that changes colours or widths."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("PRESENCE_")}
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        plain.pop(name, None)
    return {**plain, "PRESENCE_CACHE": str(cache), "PYTHONUTF8": "1", **more}


def run(
    arguments: Sequence[str | Path],
    env: dict[str, str] | None = None,
    folder: Path | None = None,
    text_in: str = "",
) -> subprocess.CompletedProcess[str]:
    """A Python run to its end, whatever its exit code."""
    return subprocess.run(  # noqa: S603 (our own programs, arguments of our own)
        [sys.executable, *arguments],
        env=env,
        cwd=folder,
        input=text_in,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def start(
    arguments: Sequence[str | Path],
    env: dict[str, str] | None = None,
    stderr: int = subprocess.PIPE,
    *,
    new_group: bool = False,
) -> subprocess.Popen[bytes]:
    """A Python that is spoken to while it runs."""
    return subprocess.Popen(  # noqa: S603 (our own programs, arguments of our own)
        [sys.executable, *arguments],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        start_new_session=new_group,
    )
