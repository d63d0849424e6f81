"""Names of what the benchmarks need → the same, installed, or an error that says what to do."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bench.timing import progress, run


@dataclass(frozen=True, slots=True)
class Need:
    """`programs` and `modules` tell whether it is there; `apt` and `pip` bring it."""

    programs: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    apt: tuple[str, ...] = ()
    pip: tuple[str, ...] = ()

    @property
    def present(self) -> bool:
        programs = all(shutil.which(name) for name in self.programs)
        return programs and all(importlib.util.find_spec(name) for name in self.modules)


_SOUND_SERVER: Final = ("pulseaudio", "pulseaudio-utils", "libasound2-plugins", "libportaudio2")
NEEDS: Final = MappingProxyType(
    {
        "espeak-ng": Need(programs=("espeak-ng",), apt=("espeak-ng",)),
        "sox": Need(programs=("sox",), apt=("sox",)),
        "ffmpeg": Need(programs=("ffmpeg",), apt=("ffmpeg",)),
        "mpv": Need(programs=("mpv",), apt=("mpv",)),
        "sound server": Need(programs=("pulseaudio", "parec"), apt=_SOUND_SERVER),
        "pytest": Need(modules=("pytest",), pip=("pytest",)),
        "yamllint": Need(modules=("yamllint",), pip=("yamllint",)),
        "pocketsphinx": Need(modules=("pocketsphinx",), pip=("pocketsphinx",)),
    }
)


def install(names: Iterable[str]) -> None:
    """Brings what is missing. RuntimeError if it can't be brought here."""
    missing = [NEEDS[name] for name in dict.fromkeys(names) if not NEEDS[name].present]
    packages = [name for need in missing for name in need.apt]
    wheels = [name for need in missing for name in need.pip]
    if packages:
        _install_packages(packages)
    if wheels:
        progress(f"installing {' '.join(wheels)} into this Python")
        run([sys.executable, "-m", "pip", "install", "--quiet", *wheels])
    importlib.invalidate_caches()
    if still := [need for need in missing if not need.present]:
        raise RuntimeError(f"still missing after its installation: {still}")


def _install_packages(packages: list[str]) -> None:
    apt = shutil.which("apt-get")
    if apt is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise RuntimeError(
            f"the benchmarks chosen need {' '.join(packages)} (as Debian names them); "
            f"install these, for instance with: sudo apt-get install {' '.join(packages)}"
        )
    progress(f"installing {' '.join(packages)} with apt-get")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([apt, "update", "-qq"], env=environ, check=True)  # noqa: S603 (apt-get itself)
    run([apt, "install", "-y", "-qq", "--no-install-recommends", *packages], environ)
