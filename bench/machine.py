"""Nothing → what this machine is, and which versions of the peers it has, as lines of text."""

import os
import platform
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

PROGRAMS: Final = {
    # program: what prints its version
    "espeak-ng": "--version",
    "sox": "--version",
    "ffmpeg": "-version",
    "mpv": "--version",
    "pulseaudio": "--version",
}
PACKAGES: Final = (
    "presence-player",
    "espeakng-loader",
    "yamllint",
    "pocketsphinx",
    "watchfiles",
    "numpy",
)


def described() -> list[tuple[str, str]]:
    """What is described, and how."""
    return [
        ("date", datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")),
        ("processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("memory", _memory()),
        ("system", f"{_system()}, {platform.system()} {platform.release()}"),
        ("Python", f"{platform.python_implementation()} {sys.version.split()[0]}"),
        ("load when begun", _load()),
        *((name, _package(name)) for name in PACKAGES),
        *((name, _program(name, option)) for name, option in PROGRAMS.items()),
    ]


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    if "SC_PHYS_PAGES" not in os.sysconf_names:
        return "unknown"
    size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{size / 2**30:.1f} GiB"


def _load() -> str:
    """Processes that ran or waited, over the last minute: what else was going on."""
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.platform()


def _package(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _program(name: str, option: str) -> str:
    """The first line of what it says of itself, without its own name and what follows."""
    path = shutil.which(name)
    if path is None:
        return "not installed"
    said = subprocess.run(  # noqa: S603 (a program of the table above)
        [path, option], capture_output=True, text=True, check=False
    ).stdout
    first = said.strip().partition("\n")[0]
    words = [word for word in first.split() if any(letter.isdigit() for letter in word)]
    return words[0] if words else "unknown"
