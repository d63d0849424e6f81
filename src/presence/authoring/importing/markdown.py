"""Markdown (CommonMark) → Draft: headings are sections, and marks of emphasis are not said."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from presence.authoring.importing.draft import Draft, Heading, Pause
from presence.authoring.importing.phrasing import add_paragraph
from presence.authoring.importing.plain import PARAGRAPH
from presence.errors import PresenceError
from presence.script.faults import quoted

if TYPE_CHECKING:
    from markdown_it.token import Token

RULE: Final = Fraction(6)
"""Guessed for a rule, `---`."""
_DEEPEST: Final = 90
"""Levels of lists and quotes. The parser leaves out what lies deeper, so it is refused instead."""
_FRONT: Final = re.compile(r"---[ \t]*\n(?P<body>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)

_LEFT_OUT: Final = {
    "fence": "code is left out",
    "code_block": "an indented block is code to Markdown, and is left out",
    "html_block": "HTML is left out",
}


def read(text: str) -> Draft:
    """What the text says. Raises PresenceError if it is nested too deep to be read whole."""
    from markdown_it import MarkdownIt  # only where Markdown is read

    draft = Draft()
    text = _without_front_matter(draft, text)
    tokens = MarkdownIt("commonmark", {"maxNesting": _DEEPEST + 10}).parse(text)
    if any(token.level > _DEEPEST for token in tokens):
        message = f"the Markdown has lists or quotes more than {_DEEPEST} levels deep"
        raise PresenceError(message, "Make it flatter, or import it with --as txt.")
    _Reader(draft, tokens).read()
    return draft


def _without_front_matter(draft: Draft, text: str) -> str:
    """The text with a block of settings at its head blanked, so that lines keep their numbers."""
    front = _FRONT.match(text)
    if not front:
        return text
    for line in front["body"].split("\n"):
        if line.startswith("title:"):
            draft.title = line.removeprefix("title:").strip().strip("\"'")
    draft.note(1, "the settings at the head are left out, but for a title")
    return "\n" * front[0].count("\n") + text[front.end() :]


class _Reader:
    def __init__(self, draft: Draft, tokens: "list[Token]") -> None:
        self.draft = draft
        self.tokens = tokens
        self.in_item = 0
        self.heading = ""  # the tag of the heading that is open
        first = [token.tag for token in tokens if token.type == "heading_open"]
        self.title_tag = "h1" if first[:1] == ["h1"] and first.count("h1") == 1 else ""

    def read(self) -> None:
        for token in self.tokens:
            line = token.map[0] + 1 if token.map else 1
            match token.type:
                case "heading_open" | "heading_close":
                    self.heading = token.tag if token.nesting > 0 else ""
                case "ordered_list_open" if not self.in_item:
                    self.draft.note(line, "the numbers of a list are left out")
                case "list_item_open" | "list_item_close":
                    self.in_item += token.nesting  # 1 or -1
                case "paragraph_open" if not self.in_item and self.draft.items:
                    self.guess(PARAGRAPH, line, "a new paragraph")
                case "hr":
                    self.guess(RULE, line, "a rule")
                case "inline":
                    self.inline(token, line)
                case kind if kind in _LEFT_OUT:
                    self.draft.note(line, _LEFT_OUT[kind])

    def guess(self, length: Fraction, line: int, what: str) -> None:
        self.draft.items.append(Pause(length, length, line, what))

    def inline(self, token: "Token", line: int) -> None:
        lines = list(self.lines(token.children or [], line))
        if not self.heading:
            for together in lines:
                add_paragraph(self.draft, together)
            return
        title = " ".join(text for together in lines for _, text in together)
        if self.heading == self.title_tag and not self.draft.items and not self.draft.title:
            self.draft.title = title
        elif title.strip():
            self.draft.items.append(Heading(title, line))

    def lines(self, children: "list[Token]", number: int) -> Iterator[list[tuple[int, str]]]:
        """The lines of a paragraph with their numbers, those together that may be one line."""
        together: list[tuple[int, str]] = []
        said: list[str] = []
        for child in children:
            match child.type:
                case "text" | "text_special":
                    said.append(child.content)
                case "softbreak" | "hardbreak":
                    together.append((number, "".join(said)))
                    said.clear()
                    number += 1
                    if child.type == "hardbreak":
                        yield together
                        together = []
                case "code_inline":
                    self.draft.note(number, f"code is left out: {quoted(child.content)}")
                case "html_inline":
                    self.draft.note(number, f"HTML is left out: {quoted(child.content)}")
                case "image":
                    what = f", described as {quoted(child.content)}" if child.content else ""
                    self.draft.note(number, f"a picture is left out{what}")
        yield [*together, (number, "".join(said))]
