"""A JSON request on stdin (a voice, a rate, a text) → one sound file and one JSON result file.

Runs as a program of its own, a fresh process for each line, because pyttsx3 is only reliable
the first time: a second line in one process may have the wrong speed, be empty, or never come.
What pyttsx3 prints is for nobody; everything that is meant goes into the result file.
"""

import ctypes
import faulthandler
import json
import os
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

SEED = 1
RATE, CURRENT = 1, 1  # espeak_RATE, and 'the value now' rather than the default: speak_lib.h
HAS_ESPEAK = sys.platform not in ("darwin", "win32")
"""Whether pyttsx3's own choice of driver is espeak here."""


def main() -> None:
    request = json.load(sys.stdin)
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a real stdout
    # Should the player be killed, nobody is left to end this process but the process itself.
    faulthandler.dump_traceback_later(request["limit_s"], exit=True)
    try:
        result = TASKS[request["task"]](request)
    except Exception as problem:  # whatever it is, the caller is told
        result = {"error": f"{type(problem).__name__}: {problem}"}
    Path(request["result"]).write_text(json.dumps(result), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)  # espeak's thread and COM objects have crashed in an orderly exit


def load_espeak() -> ctypes.CDLL | None:
    """The library that pyttsx3 is about to find by its soname: the wheel's, else the system's."""
    if not HAS_ESPEAK:
        return None
    try:
        import espeakng_loader

        bundled = Path(espeakng_loader.__file__).parent
        library = ctypes.CDLL(str(bundled / "libespeak-ng.so.1"))
    except (ImportError, OSError):
        return ctypes.CDLL("libespeak-ng.so.1")
    os.environ["ESPEAK_DATA_PATH"] = str(bundled / "espeak-ng-data")
    return library


def start() -> tuple[Any, ctypes.CDLL | None]:
    """pyttsx3's engine, and the library beneath it where that is espeak."""
    espeak = load_espeak()
    import pyttsx3

    return pyttsx3.init(), espeak


def describe(_request: dict[str, Any]) -> dict[str, Any]:
    """All there is to know before a line is asked for: the driver, its version, the voices."""
    from importlib.metadata import version

    engine, espeak = start()
    mute = mute_voices(espeak) if espeak else set()
    return {
        "driver": engine.driver_name,
        "version": f"{version('pyttsx3')} {engine.driver_name} {system_version(espeak)}",
        "default": engine.getProperty("voice"),
        "voices": [
            {"id": voice.id, "name": voice.name, "languages": [str(tag) for tag in voice.languages]}
            for voice in engine.getProperty("voices")
            if voice.id not in mute
        ],
        "variants": variants(espeak) if espeak else [],
        "libraries": loaded_libraries() if espeak else [],
    }


def system_version(espeak: ctypes.CDLL | None) -> str:
    """The version of what makes the sound: espeak's own, else the operating system's."""
    if espeak:
        return espeak_info(espeak)[0]
    import platform

    return platform.mac_ver()[0] or platform.version()


def espeak_info(espeak: ctypes.CDLL) -> tuple[str, Path]:
    """espeak's version and the folder of its data."""
    espeak.espeak_Info.restype = ctypes.c_char_p
    data = ctypes.c_char_p()
    version = espeak.espeak_Info(ctypes.byref(data))
    return version.decode(), Path(os.fsdecode(data.value or b""))


def variants(espeak: ctypes.CDLL) -> list[str]:
    """What may follow a voice's id after a plus sign. espeak itself ignores an unknown one."""
    return sorted(file.name for file in (espeak_info(espeak)[1] / "voices" / "!v").glob("*"))


def mute_voices(espeak: ctypes.CDLL) -> set[str]:
    """Ids of voices that are listed, but whose dictionary is missing: they make no sound."""
    data = espeak_info(espeak)[1]
    mute = set()
    for file in (data / "lang").rglob("*"):
        if file.is_file():
            written = re.search(rb"^dictionary\s+(\S+)", file.read_bytes(), re.MULTILINE)
            dictionary = os.fsdecode(written[1]) if written else file.name.split("-")[0]
            if not (data / f"{dictionary}_dict").exists():
                mute.add(file.relative_to(data / "lang").as_posix().lower())  # as pyttsx3 has ids
    return mute


def loaded_libraries() -> list[str]:
    """The espeak libraries mapped into this process, by full path: one, if all is well."""
    maps = Path("/proc/self/maps")
    lines = maps.read_text(encoding="utf-8", errors="replace").splitlines() if maps.exists() else []
    return sorted({line.split(maxsplit=5)[-1] for line in lines if "libespeak" in line})


def say(request: dict[str, Any]) -> dict[str, Any]:
    """Makes `clip`; tells the voice and rate that were in force at its end."""
    engine, espeak = start()
    problems: list[str] = []
    ended = threading.Event()

    def fail(problem: object) -> None:
        problems.append(str(problem))
        ended.set()

    engine.connect("finished-utterance", lambda **_: ended.set())
    engine.connect("error", lambda **told: fail(told["exception"]))
    # What espeak's callback raises, as when a file can't be written, is told to no one else.
    sys.unraisablehook = lambda unraisable: fail(unraisable.exc_value)
    properties = {"voice": request["voice"], "rate": request["rate_wpm"], "volume": 1.0}
    if espeak:
        properties["pitch"] = request["pitch"]  # the other drivers print that they can't
        set_now(engine, espeak, properties)
        make_repeatable(espeak)
    else:
        for name, value in properties.items():
            engine.setProperty(name, value)
    ballast = room_behind_the_text()
    engine.save_to_file(request["text"], request["clip"])
    engine.runAndWait()
    WAITS[engine.driver_name](ended)
    del ballast
    rate = espeak.espeak_GetParameter(RATE, CURRENT) if espeak else engine.getProperty("rate")
    return {
        "error": "; ".join(problems),
        "voice": engine.getProperty("voice"),
        "rate_wpm": round(rate),
    }


def set_now(engine: Any, espeak: ctypes.CDLL, properties: dict[str, Any]) -> None:
    """Sets properties, and returns when they are in force.

    pyttsx3 queues them, then cancels whatever espeak has not got round to when the line begins:
    on a busy machine that is the rate. While it is not 'busy' it hands them on at once.
    """
    espeak.espeak_Synchronize()  # the properties that it has set by itself are under way
    engine.proxy.setBusy(False)
    for name, value in properties.items():
        engine.setProperty(name, value)
    engine.proxy.setBusy(True)
    espeak.espeak_Synchronize()


def make_repeatable(espeak: ctypes.CDLL) -> None:
    """espeak seeds the noise in its voices with the time of day; 1.51 and older can't be told."""
    if hasattr(espeak, "espeak_ng_SetRandSeed"):
        espeak.espeak_ng_SetRandSeed(ctypes.c_long(SEED))


def room_behind_the_text() -> bytearray:
    """Memory that may be read behind whatever is allocated next.

    pyttsx3 tells espeak that the text is ten times as long as it is, and espeak copies all of it:
    at the end of the heap that is a crash. So the heap is made to go on behind the text.
    """
    blocks = [bytearray(100_000) for _ in range(4)]  # below glibc's threshold for a map of its own
    return blocks[-1]


def pump_cocoa(ended: threading.Event) -> None:
    """Lets macOS deliver its callbacks: runAndWait may return before the last of them."""
    from Foundation import NSDate, NSRunLoop  # type: ignore[import-not-found]  # macOS only

    while not ended.is_set():
        NSRunLoop.currentRunLoop().runUntilDate_(NSDate.dateWithTimeIntervalSinceNow_(0.01))


WAITS: dict[str, Callable[[threading.Event], object]] = {
    "espeak": threading.Event.wait,
    "nsss": pump_cocoa,
    "sapi5": lambda _ended: None,  # writes before it returns, and never says that it finished
}
TASKS = {"describe": describe, "say": say}

if __name__ == "__main__":
    main()
