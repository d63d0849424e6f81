"""pyttsx3 without us, in a process of its own; and SystemEngine with workers that misbehave."""

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from presence.narration.system import WORKER, SystemEngine
from presence.sequence.cues import Utterance

espeak_only = pytest.mark.skipif(
    sys.platform in ("darwin", "win32"), reason="the faults below are those of the espeak driver"
)

BARE = """
import ctypes, os, sys, threading
from pathlib import Path
import espeakng_loader
bundled = Path(espeakng_loader.__file__).parent
os.environ["ESPEAK_DATA_PATH"] = str(bundled / "espeak-ng-data")
library = ctypes.CDLL(str(bundled / "libespeak-ng.so.1"))
import pyttsx3
engine = pyttsx3.init()
finished = threading.Event()
engine.connect("finished-utterance", lambda **_: finished.set())
"""
"""pyttsx3 as its manual shows it, upon the same espeak as ours."""

FAKE = """
import json, os, sys
request = json.load(sys.stdin)
os.lseek(0, 0, os.SEEK_SET)
def work():
    os.execv(sys.executable, [sys.executable, *{worker!r}[1:]])
if request["task"] == "describe":
    work()
"""
"""A worker that describes the system truly, and says lines as the code that follows wants."""


def utterance(text: str, rate_wpm: int = 130, voice: str | None = None) -> Utterance:
    return Utterance(text, "en-US", voice, rate_wpm, 50)


def bare(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What bare pyttsx3 does, in `folder`."""
    return subprocess.run(  # noqa: S603 (the code is in this file)
        [sys.executable, "-c", BARE + dedent(code)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def faked(code: str, folder: Path, limit_s: float = 60.0) -> SystemEngine:
    """An engine whose worker runs `code` for each line it is asked to say."""
    script = folder / "fake_worker.py"
    script.write_text(FAKE.format(worker=WORKER) + dedent(code), encoding="utf-8")
    return SystemEngine([sys.executable, str(script)], limit_s)
