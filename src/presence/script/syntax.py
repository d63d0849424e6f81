"""What the YAML parser says of broken text → the same in words for an author."""

from typing import Any, Final

from presence.diagnostics import Span

_QUOTE_IT: Final = 'Put the whole text in quotes: "…".'

_EXPLANATIONS: Final = (
    # what the parser's problem begins with, and its context; then what it means and what to do
    (
        "mapping values are not allowed",
        "",
        "': ' inside a text without quotes reads as a key and its value",
        _QUOTE_IT,
    ),
    (
        "found character that cannot start any token",
        "",
        "a text can't begin with this character unless it is in quotes",
        "If it is a tab, use spaces. " + _QUOTE_IT,
    ),
    (
        "found a tab character",
        "",
        "a tab is used for indentation; YAML takes spaces only",
        "Replace the tab by spaces.",
    ),
    (
        "found unexpected end of stream",
        "while scanning a quoted scalar",
        "the quote that opens here is never closed",
        "Close it at the end of the text.",
    ),
    (
        "found unexpected document indicator",
        "while scanning a quoted scalar",
        "the quote that opens here is never closed",
        "Close it at the end of the text.",
    ),
    (
        "could not find expected ':'",
        "",
        "this line is no 'key: value' pair and belongs to no text",
        "Give it a key, indent it under the text it goes on from, or delete it.",
    ),
    (
        "did not find expected ',' or ']'",
        "",
        "the list that opens here with '[' is not closed",
        "Separate its values by ',' and close it with ']'. " + _QUOTE_IT,
    ),
    (
        "did not find expected ',' or '}'",
        "",
        "the mapping that opens here with '{' is not closed",
        "Separate its pairs by ',' and close it with '}'. " + _QUOTE_IT,
    ),
    (
        "did not find expected key",
        "while parsing a block mapping",
        "this does not fit the indentation of the keys above it",
        "Line it up with the key it belongs beside; quote a text that goes on after its quotes.",
    ),
    (
        "did not find expected '-' indicator",
        "",
        "this does not fit the list above it; a list's lines all begin with '- '",
        "Line it up with the other '-', or indent it.",
    ),
    (
        "block sequence entries are not allowed",
        "",
        "a '-' can't stand here",
        "Begin the list on a line of its own, below its key.",
    ),
    (
        "found unknown escape character",
        "",
        "this escape is unknown; between \"double\" quotes, '\\' begins an escape",
        "Write '\\\\' for a backslash, or use 'single' quotes.",
    ),
    (
        "did not find expected <document start>",
        "",
        "the document has ended before this line; a '-' or a key may be missing, "
        "or an indentation is off",
        "Line it up with the lines above.",
    ),
)


def explain(path: str, text: str, problem: Any) -> tuple[str, str, Span, str]:
    """Code, message, span and hint for a `yaml.MarkedYAMLError`: where an author would look."""
    said, context = problem.problem or "", problem.context or ""
    for begins, within, message, hint in _EXPLANATIONS:
        if said.startswith(begins) and context.startswith(within):
            break
    else:
        message, hint = f"this is not YAML: {said or context}", "Compare it with the lines above."
    opening = message.endswith(("never closed", "to no text")) or "opens here" in message
    mark = (problem.context_mark if opening else None) or problem.problem_mark
    line, column = mark.line + 1, mark.column + 1
    if text[mark.index : mark.index + 1] == "\t":
        message = "a tab is used here; YAML takes spaces only"
        hint = "Replace the tab by spaces."
    return "yaml", message, Span(path, line, column, line, column + 1), hint
