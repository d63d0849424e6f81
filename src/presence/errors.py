"""What can go wrong, said for people: what was found, what was expected, what to do next."""


class PresenceError(Exception):
    """The input or the machine is at fault; the message is for the person at the keyboard.

    `hint` says what to do next, on a line of its own.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NarrationError(PresenceError):
    """An engine could not make a line, or has no such voice."""


class OutputError(PresenceError):
    """No sound device, or one that does not take our samples."""
