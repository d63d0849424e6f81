"""Small exercises as pages, written once for all tests, and what is inside such a page."""

import base64
import io
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import numpy as np
import soundfile

from presence.audio import Samples
from presence.export.page.writer import write_page
from presence.mix.session import Session
from presence.narration.engine import Engine
from presence.narration.espeak import EspeakEngine
from presence.narration.store import Store
from presence.script.reader import load
from presence.sequence.compiler import compile_script
from presence.sequence.cues import Sequence

HOSTILE: Final = '</script><script>alert(1)</script><img src=x onerror=alert(2)> & "{{style}}" \''
WITH_QUESTIONS: Final = """\
presence: 1
title: A small evening
summary: A few seconds for two.
partners: [Sam, Alex]
ambient: {sound: rain, level: -18 dB, fade: 1s}
steps:
  - section: Arriving
  - say: Let your shoulders soften.
  - pause: 2s
  - say: And your jaw.
  - breathe: {in: 2s, out: 2s, times: 2, cue: tone}
  - check-in:
      ask: Is this still good?
      wait: 2s
      gentler:
        - say: Then sit apart for a while.
        - pause: 1s
  - section: Sharing
  - each-partner:
      - say: "{partner}, look at {other}."
      - pause: 1s
  - check-in: {ask: And now?, wait: 2s}
  - section: Landing
  - say: Thank you.
  - reflect: What would you like more of?
gentler:
  - say: We will do less.
  - pause: 1s
"""
FOR_ONE: Final = """\
presence: 1
title: For one
steps:
  - section: Only this
  - say: You are here.
  - pause: 1s
  - check-in: {ask: Go on?, wait: 2s}
  - say: That is enough.
"""


def sequence_of(folder: Path, script: str) -> Sequence:
    """The Sequence of a whole script."""
    path = folder / "exercise.yaml"
    path.write_text(script, encoding="utf-8")
    return compile_script(load(path))


def write(
    folder: Path,
    script: str = WITH_QUESTIONS,
    name: str = "page.html",
    engine: Engine | None = None,
) -> Path:
    """The page of a script, in the embedded voice if no other is given."""
    sequence = sequence_of(folder, script)
    speaker = engine or EspeakEngine()
    store = Store(folder / "clips")
    path = folder / name
    try:
        write_page(sequence, lambda part: Session(part, speaker, store, workers=2), path)
    finally:
        speaker.close()
    return path


class Inside(HTMLParser):
    """What a browser makes of a page's elements: `scripts` as (attributes, text), and `tags`."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.title = ""
        self.style = ""
        self._open = ""
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 (its caller names it)
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open == "script":
            attributes, text = self.scripts[-1]
            self.scripts[-1] = (attributes, text + data)
        elif self._open == "title":
            self.title += data
        elif self._open == "style":
            self.style += data

    @property
    def exercise(self) -> dict[str, Any]:
        """What the page knows of the exercise."""
        (text,) = [text for marks, text in self.scripts if marks.get("id") == "exercise"]
        known: dict[str, Any] = json.loads(text)
        return known

    @property
    def program(self) -> str:
        """The one script that runs."""
        (text,) = [text for marks, text in self.scripts if not marks.get("type")]
        return text

    @property
    def policy(self) -> dict[str, str]:
        """The Content-Security-Policy, by directive."""
        (content,) = [
            marks["content"] or ""
            for tag, marks in self.tags
            if tag == "meta" and marks.get("http-equiv") == "Content-Security-Policy"
        ]
        return dict(re.split(r"\s+", rule.strip(), maxsplit=1) for rule in content.split(";"))

    def mp3(self, number: int) -> bytes:
        """The file that a sound is."""
        parts = [text for marks, text in self.scripts if marks.get("data-sound") == str(number)]
        return b"".join(map(base64.b64decode, parts))

    def samples(self, number: int) -> tuple[Samples, int]:
        """A sound decoded, (frames, channels), and its rate in Hz."""
        samples, rate_hz = soundfile.read(
            io.BytesIO(self.mp3(number)), dtype="float32", always_2d=True
        )
        return np.asarray(samples), rate_hz


@cache
def inside(page: Path) -> Inside:
    """A page, read once."""
    return Inside(page)
