"""The default device, looked for anew, in → an Output out; or, soon, an OutputError."""

import queue
import threading
from collections.abc import Callable
from typing import Final

from presence.errors import OutputError
from presence.play.output import EXPORT_HINT, Output, open_output

_PATIENCE_S: Final = 3.0


def reopen_default(open_it: Callable[[], Output] | None = None) -> Output:
    """Opens the default device after one was lost; it is not started yet.

    PortAudio's list of devices is made once, so it is made anew, if nothing of the old one is
    still open: let go of the lost output first (`Player.give_up_output`). miniaudio makes its
    list each time. Raises OutputError where there is none, and after 3 s: sound servers that
    hang, and libraries that wait for them, are left behind in a daemon thread.
    """
    opened: queue.SimpleQueue[Output | Exception] = queue.SimpleQueue()
    gone = threading.Event()

    def run() -> None:
        try:
            output = (open_it or _open_anew)()
        except Exception as problem:  # handed to the thread that asked
            opened.put(problem)
        else:
            opened.put(output)
            if gone.is_set():
                output.stop()

    threading.Thread(target=run, name="presence-reopening", daemon=True).start()
    try:
        found = opened.get(timeout=_PATIENCE_S)
    except queue.Empty:
        gone.set()
        raise OutputError("the sound device does not answer", EXPORT_HINT) from None
    if isinstance(found, Exception):
        raise found
    return found


def _open_anew() -> Output:
    from presence.play import portaudio

    portaudio.look_again()
    return open_output()
