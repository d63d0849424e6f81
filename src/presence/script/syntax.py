"""What the YAML parser says of broken text → the same in words for an author."""

import re
from typing import Any, Final, NamedTuple

from presence.diagnostics import Fix, Span
from presence.script.mending import KEYS, inserted, quoted_line
from presence.script.nodes import Document, Node, span_of

_QUOTE_IT: Final = 'Put the whole text in quotes: "…".'
_LINE_IT_UP: Final = "Line it up with the lines it belongs beside."
_CLOSE_IT: Final = "Close it at the end of the text."
_INNER_QUOTES: Final = (
    "Put the whole text in quotes; inside \"…\" a quote is written \\\", inside '…' it is ''."
)


class _Reading(NamedTuple):
    """What the parser's problem and its context begin with → what it means, and what to do."""

    says: str
    within: str
    message: str
    hint: str
    at_opening: bool = False  # the place to look at is where the context begins


_READINGS: Final = (
    _Reading(
        "mapping values are not allowed",
        "",
        "': ' inside a text without quotes reads as a key and its value",
        _QUOTE_IT,
    ),
    _Reading(
        "mapping keys are not allowed",
        "",
        "a text can't begin with '? ' unless it is in quotes",
        _QUOTE_IT,
    ),
    _Reading(
        "found character that cannot start any token",
        "",
        "a text can't begin with this character unless it is in quotes",
        _QUOTE_IT,
    ),
    _Reading(
        "found unexpected end of stream",
        "while scanning a quoted scalar",
        "the quote that opens here is never closed",
        _CLOSE_IT,
        at_opening=True,
    ),
    _Reading(
        "found unexpected document indicator",
        "while scanning a quoted scalar",
        "the quote that opens here is never closed",
        _CLOSE_IT,
        at_opening=True,
    ),
    _Reading(
        "could not find expected ':'",
        "",
        "this line is no 'key: value' pair and belongs to no text",
        "Give it a key, indent it under the text it goes on from, or delete it.",
        at_opening=True,
    ),
    _Reading(
        "did not find expected ',' or ']'",
        "",
        "the list that opens here with '[' is not closed",
        "Separate its values by ',' and close it with ']'. A text that begins with '[' needs "
        "quotes.",
        at_opening=True,
    ),
    _Reading(
        "did not find expected ',' or '}'",
        "",
        "the mapping that opens here with '{' is not closed",
        "Separate its pairs by ',' and close it with '}'. A text that begins with '{' needs "
        "quotes.",
        at_opening=True,
    ),
    _Reading(
        "did not find expected node content",
        "while parsing a block node",
        "a text can't begin with this character unless it is in quotes",
        _QUOTE_IT,
    ),
    _Reading(
        "did not find expected node content",
        "",
        "a value is missing here",
        "Write it, or delete the ',' or bracket before it.",
    ),
    _Reading(
        "did not find expected key",
        "while parsing a block mapping",
        "this does not fit the indentation of the lines above",
        _LINE_IT_UP,
    ),
    _Reading(
        "did not find expected '-' indicator",
        "",
        "this does not fit the list above, whose lines all begin with '- '",
        "Line it up with the other '- ', or indent it under the line it belongs to.",
    ),
    _Reading(
        "block sequence entries are not allowed",
        "",
        "a '- ' can't stand here",
        "Begin the list on a line of its own, below its key; or put the text in quotes.",
    ),
    _Reading(
        "found unknown escape character",
        "",
        "this escape is unknown: between \"double\" quotes, '\\' begins an escape",
        "Write '\\\\' for a backslash, or use 'single' quotes.",
    ),
    _Reading(
        "did not find expected hexdecimal number",
        "",
        "this escape is not complete: '\\x' takes two hexadecimal digits, '\\u' four",
        "Write '\\\\' for a backslash, or use 'single' quotes.",
    ),
    _Reading(
        "found invalid Unicode character escape code",
        "",
        "this escape stands for no character",
        "Write the character itself.",
    ),
    _Reading(
        "did not find expected <document start>",
        "",
        "the script has ended before this line: a '- ' or a key is missing, or indentation is off",
        _LINE_IT_UP,
    ),
    _Reading(
        "did not find expected comment or line break",
        "while scanning a block scalar",
        "after '|' or '>' the text begins on the next line",
        "Begin a new line, indented; a text that begins with this character needs quotes.",
    ),
    _Reading(
        "did not find expected alphabetic or numeric character",
        "",
        "a text can't begin with '&' or '*' unless it is in quotes",
        _QUOTE_IT,
        at_opening=True,
    ),
    _Reading(
        "",
        "while scanning a tag",
        "a text can't begin with '!' unless it is in quotes",
        _QUOTE_IT,
        at_opening=True,
    ),
    _Reading(
        "",
        "while scanning a directive",
        "a line can't begin with '%' here",
        "Delete it: a script needs no YAML directives.",
        at_opening=True,
    ),
    _Reading(
        "found incompatible YAML document",
        "",
        "this is YAML of another version; a script is YAML 1.2",
        "Delete the line that begins with '%YAML'.",
    ),
)

_TAB: Final = _Reading(
    "", "", "a tab stands here, where YAML takes spaces only", "Replace the tab by spaces."
)
_GOES_ON: Final = _Reading(
    "mapping values",
    "",
    "this line reads as part of the text above, where ': ' can't stand without quotes",
    "Line it up with the keys above if it is one; else put the whole text in quotes.",
)
_AFTER_A_QUOTE: Final = _Reading(
    "", "", "the text has ended at the quote before this", _INNER_QUOTES
)
_AFTER_A_BRACKET: Final = _Reading(
    "",
    "",
    "the value has ended at the bracket before this",
    "Put the whole text in quotes: one that begins with '{' or '[' needs them.",
)
_CLOSES_NOTHING: Final = _Reading("", "", "this bracket closes nothing", "Delete it.")
_NO_SPACE: Final = _Reading("", "", "a space is missing after ':'", "Write 'key: value'.")
_NO_SPACE_AFTER_DASH: Final = _Reading(
    "", "", "a space is missing after '-'", "Begin each line of a list with '- '."
)
_NEVER_CLOSED: Final = _Reading(
    "",
    "",
    "the bracket that opens here is never closed",
    "Close it with ']' or '}'. A text that begins with a bracket needs quotes.",
)

_GLUED: Final = re.compile(r"\s*(?:- )?[\w-]+(:)\S")
_LAST_WORD: Final = re.compile(r"[\w-]+$")
_GLUED_DASH: Final = re.compile(r"-[^\s-]")
_EARLIER_KEY: Final = re.compile(r":\s")
_ONLY_MARKERS: Final = re.compile(r"[\s-]*")


def explain(
    document: Document, problem: Any, innermost: Node | None
) -> tuple[str, str, Span, str, Fix]:
    """Code, message, span, hint and fix for a `yaml.MarkedYAMLError`: where an author would look.

    `innermost` is the list or mapping in which the parser stood.
    """
    reading, where = _read(document, problem, innermost)
    span = span_of(document.path, where, where + 1)
    fix = () if innermost and document.is_bracketed(innermost) else _fix(document, reading, where)
    return "yaml", reading.message, span, reading.hint, fix


def _fix(document: Document, reading: _Reading, where: int) -> Fix:
    offset = document.source.offset(where)
    if reading.hint == _QUOTE_IT or reading is _AFTER_A_BRACKET:
        return quoted_line(document, span_of("", where, where).line - 1)
    before = document.source.text[max(0, offset - 40) : offset]
    if reading is _NO_SPACE and not _ends_in_key(before):
        return ()
    if reading in (_NO_SPACE, _NO_SPACE_AFTER_DASH):
        return inserted(document, offset + 1, " ")
    return ()


def _ends_in_key(text: str) -> bool:
    return (_LAST_WORD.search(text) or [""])[0] in KEYS


def _read(document: Document, problem: Any, innermost: Node | None) -> tuple[_Reading, int]:
    source, mark = document.source, problem.problem_mark
    here = source.place(mark.index)
    if source.text[mark.index : mark.index + 1] == "\t":
        return _TAB, here
    if innermost and not source.text[mark.index :].strip() and document.is_bracketed(innermost):
        return _NEVER_CLOSED, innermost.start
    reading = _by_words(problem)
    if reading.at_opening and problem.context_mark:
        mark = problem.context_mark
        here = source.place(mark.index)
    # Not the mark's own line: where the file ends too early, that may be one that isn't there.
    found = span_of("", here, here)
    return _by_line(reading, source.line(found.line - 1), found.column - 1, here)


def _by_words(problem: Any) -> _Reading:
    said, context = problem.problem or "", problem.context or ""
    for reading in _READINGS:
        if said.startswith(reading.says) and context.startswith(reading.within):
            return reading
    return _Reading(
        "", "", f"this is not YAML: {said or context}", "Compare it with the lines above."
    )


def _by_line(reading: _Reading, line: str, column: int, here: int) -> tuple[_Reading, int]:
    """A closer reading where the line itself shows what is wrong."""
    said, before, rest = reading.says, line[:column], line[column:]
    if said.startswith("mapping values") and not _EARLIER_KEY.search(before):
        return _GOES_ON, here
    if said.startswith("did not find expected") and said.endswith(("key", "<document start>")):
        return _after(before, rest) or reading, here
    if said.startswith("could not find") and (glued := _GLUED.match(line)):
        return _NO_SPACE, here - column + glued.start(1)
    if said.endswith(("'-' indicator", "':'")) and _GLUED_DASH.match(rest):
        return _NO_SPACE_AFTER_DASH, here
    return reading, here


def _after(before: str, rest: str) -> _Reading | None:
    """What follows the end of a value on its own line; None if this is how the line begins."""
    if _ONLY_MARKERS.fullmatch(before):
        return None
    if rest.startswith(("]", "}")):
        return _CLOSES_NOTHING
    return _AFTER_A_BRACKET if before.rstrip().endswith(("]", "}")) else _AFTER_A_QUOTE
