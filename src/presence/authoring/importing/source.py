"""A file's bytes → its text, or an error that says how to convert it."""

import codecs
from typing import Final

from presence.errors import PresenceError

MAX_BYTES: Final = 1 << 20

_MARKS: Final = (  # the longer first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(name: str, data: bytes) -> str:
    """The text, its line ends made `\\n`, its byte order mark gone. Raises PresenceError.

    UTF-8, or what a byte order mark names; nothing is guessed, for a wrong guess changes words.
    """
    if len(data) > MAX_BYTES:
        message = f"{name} is larger than 1 MiB, the most that can be imported"
        raise PresenceError(message, "Divide it into parts, and import each.")
    encoding = "utf-8"
    for mark, named in _MARKS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], named
            break
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        message = f"{name} is not {encoding.upper()} text: line {line} has a byte that is not"
        hint = "Save it as UTF-8 in your editor, or convert it, as in:"
        hint += f"\niconv -f WINDOWS-1252 -t UTF-8 {name} > converted.txt"
        raise PresenceError(message, hint) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
