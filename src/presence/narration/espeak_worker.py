"""Lines of JSON on stdin (voice, rate, pitch, text) → headers of JSON and 16-bit samples on stdout.

Runs as a program of its own, with nothing but the standard library, so that it is up in
milliseconds. espeak-ng keeps noise state from one line to the next, so each line is made in a
freshly forked child of a process that has loaded the library and never spoken: the same line
is then the same bytes. Where there is no fork (Windows) the program makes one line and ends.
"""

import ctypes
import json
import os
import sys

SYNCHRONOUS = 2
DONT_EXIT = 0x8000
CHARS_UTF8 = 1
RATE, PITCH = 1, 3
NOISE_SEED = 1
POSITION_CHARACTER = 1
END_OF_EVENTS, WORD_EVENT = 0, 1


class Event(ctypes.Structure):
    """`espeak_EVENT` of speak_lib.h, library version 1.52."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # characters, from 1
        ("length", ctypes.c_int),  # characters
        ("audio_position", ctypes.c_int),  # milliseconds
        ("sample", ctypes.c_int),  # frames
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event)
)


class Espeak:
    """The library, loaded and initialised, not yet having spoken."""

    def __init__(self, library: str, data: str, voice: str) -> None:
        self.lib = ctypes.CDLL(library)
        self.samplerate_hz = self.lib.espeak_Initialize(
            SYNCHRONOUS, 0, os.fsencode(data), DONT_EXIT
        )
        if self.samplerate_hz <= 0:
            raise OSError(f"espeak-ng could not read its data in {data}")
        # It seeds its noise from the clock: workers begun in other seconds would differ.
        self.lib.espeak_ng_SetRandSeed(ctypes.c_long(NOISE_SEED))
        # Loaded here once, its tables need not be read again in the child of every line.
        self.lib.espeak_SetVoiceByName(voice.encode())

    def speak(
        self, voice: str, rate_wpm: int, pitch: int, text: str
    ) -> tuple[bytes, list[list[int]]]:
        """16-bit mono samples, and [first character, characters, frame] for each word."""
        samples: list[bytes] = []
        words: list[list[int]] = []

        def receive(wave, count, events):  # type: ignore[no-untyped-def]
            if wave and count:
                samples.append(ctypes.string_at(wave, count * 2))
            index = 0
            while events[index].type != END_OF_EVENTS:
                event = events[index]
                if event.type == WORD_EVENT and event.length:
                    words.append([event.text_position - 1, event.length, event.sample])
                index += 1
            return 0

        callback = CALLBACK(receive)
        self.lib.espeak_SetSynthCallback(callback)
        if self.lib.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice '{voice}'")
        self.lib.espeak_SetParameter(RATE, rate_wpm, 0)
        self.lib.espeak_SetParameter(PITCH, pitch, 0)
        encoded = text.encode() + b"\0"
        failed = self.lib.espeak_Synth(
            encoded, len(encoded), 0, POSITION_CHARACTER, 0, CHARS_UTF8, None, None
        )
        if failed:
            raise RuntimeError(f"espeak-ng answered with error {failed}")
        return b"".join(samples), words


def answer(espeak: Espeak, request: dict[str, object]) -> bytes:
    """One whole reply: a header line and the samples it announces."""
    try:
        samples, words = espeak.speak(**request)  # type: ignore[arg-type]
    except (ValueError, RuntimeError) as problem:
        return reply({"error": str(problem)})
    return reply({"samplerate_hz": espeak.samplerate_hz, "words": words}, samples)


def reply(header: dict[str, object], samples: bytes = b"") -> bytes:
    return json.dumps({**header, "bytes": len(samples)}).encode() + b"\n" + samples


def write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


def answer_in_child(espeak: Espeak, request: dict[str, object]) -> bool:
    """Whether the reply was written whole; what crashes the library crashes only the child."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            write(answer(espeak, request))
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1] == 0


def main() -> None:
    try:
        espeak = Espeak(*sys.argv[1:4])
    except OSError as problem:
        write(reply({"error": str(problem)}))
        return
    for line in sys.stdin:
        request = json.loads(line)
        if not hasattr(os, "fork"):
            write(answer(espeak, request))
            return
        if not answer_in_child(espeak, request):
            return  # half a reply may be written: what reads it sees that it ends there


if __name__ == "__main__":
    main()
