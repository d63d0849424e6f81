"""A script → which of its steps the schema refuses, and what `check` is known to say of it."""

import re
from pathlib import Path
from typing import Any, Final

import editors_yaml
import yaml
from jsonschema import Draft7Validator

from presence.authoring import schema

CASES: Final = Path(__file__).parents[1] / "cases" / "wrong"
SCHEMA: Final = schema.schema()
VALIDATOR: Final = Draft7Validator(SCHEMA)

ONLY_CHECK_KNOWS: Final = {
    # what no schema can tell: it sees values, not how they are written, and no other file
    "alias", "anchor", "backward-range", "duplicate-key", "include-cycle", "no-partners",
    "no-such-file", "outside-folder", "partners-differ", "too-deep", "unknown-name", "yaml",
}  # fmt: skip


def refused_places(value: Any) -> set[tuple[Any, ...]]:
    """The steps of a script that the schema refuses, by their place; () is all else."""
    return {place_of(tuple(error.absolute_path)) for error in VALIDATOR.iter_errors(value)}


def place_of(path: tuple[Any, ...]) -> tuple[Any, ...]:
    return path[:2] if path[:1] in (("steps",), ("gentler",)) and len(path) > 1 else ()


def lines_of_steps(text: str) -> dict[int, tuple[Any, ...]]:
    """Where each step of a script begins, counted from 1."""
    root: Any = yaml.compose(text, yaml.CSafeLoader)
    lines: dict[int, tuple[Any, ...]] = {}
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        lines[key.start_mark.line + 1] = ()
        if key.value in ("steps", "gentler") and isinstance(value, yaml.SequenceNode):
            for number, item in enumerate(value.value):
                lines[item.start_mark.line + 1] = (key.value, number)
    return lines


def readable(path: Path) -> tuple[str, Any] | None:
    """A script's text and what an editor makes of it; None if it is no YAML."""
    try:
        text = path.read_text(encoding="utf-8")
        return text, editors_yaml.load(text)
    except (yaml.YAMLError, UnicodeDecodeError):
        return None


def said_of(path: Path) -> list[tuple[int, str]]:
    """What `check` says of a wrong script itself: lines and codes."""
    said = path.with_suffix(".txt").read_text(encoding="utf-8")
    place = rf"^{re.escape(path.name)}:(\d+):.* \[([a-z0-9-]+)\]$"
    return [(int(line), code) for line, code in re.findall(place, said, re.MULTILINE)]


WRONG: Final = [path for path in sorted(CASES.glob("*.yaml")) if readable(path)]
