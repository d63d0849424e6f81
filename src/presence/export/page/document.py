"""The page's template, style and program → its beginning and its end, with a policy that allows
nothing but these."""

import base64
import hashlib
import html
import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

SCRIPTS: Final = ("consent.js", "sound.js", "places.js", "view.js", "page.js")
"""In the order in which they stand on the page: each knows those before it."""

_SOUNDS: Final = "<!-- sounds -->"


def beginning(title: str) -> bytes:
    """All before the sounds. `title` may be any text."""
    return _filled(_halves()[0], title)


def ending(exercise: dict[str, Any]) -> bytes:
    """All after the sounds: what the page knows of the exercise, and its program."""
    data = f'<script type="application/json" id="exercise">{as_data(exercise)}</script>\n'
    return data.encode() + f"<script>{_program()}</script>\n".encode() + _filled(_halves()[1], "")


def as_data(value: Any) -> str:
    """JSON that can stand in a script element: no '<' is left in it, so nothing ends it early."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    text = text.encode("utf-8", "replace").decode()  # half a surrogate is no text
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def policy() -> str:
    """The Content-Security-Policy: our own program and style, by hash, and sounds from memory."""
    rules = {
        "default-src": "'none'",
        "script-src": _hash_of(_program()),
        "style-src": _hash_of(asset("page.css")),
        "media-src": "blob:",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return "; ".join(f"{name} {allowed}" for name, allowed in rules.items())


@cache
def asset(name: str) -> str:
    """A file that came with this package, with the line ends that a browser hashes."""
    text = (files(__package__) / "assets" / name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


@cache
def _program() -> str:
    parts = "\n".join(asset(name) for name in SCRIPTS)
    return f'"use strict";\n{parts}'


def _halves() -> tuple[str, str]:
    before, _, after = asset("template.html").partition(_SOUNDS)
    return before, after


def _filled(template: str, title: str) -> bytes:
    """Ours first, so that a title that looks like a mark of ours stays a title."""
    filled = template.replace("{{policy}}", html.escape(policy(), quote=True))
    filled = filled.replace("{{style}}", asset("page.css"))
    return filled.replace("{{title}}", html.escape(title)).encode("utf-8", "replace")


def _hash_of(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
