"""An Output in, nothing out: it is stopped, and a dead one stops nobody."""

import threading

from presence.play.output import Output


def let_go(output: Output, timeout_s: float) -> bool:
    """Stops an output in a thread of its own; whether that was done within `timeout_s`.

    A library can wait for ever for a device that is gone. What is left of it then is a daemon
    thread, which does not keep the process.
    """
    stopping = threading.Thread(target=output.stop, name="presence-letting-go", daemon=True)
    stopping.start()
    stopping.join(timeout_s)
    return not stopping.is_alive()
