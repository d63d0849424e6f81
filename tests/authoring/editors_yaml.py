"""YAML as editors read it: version 1.2's core schema, where `8` is a number and `no` a text."""

import re
from typing import Any, Final

import yaml

_KINDS: Final = (
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        "float",
        (
            r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
            r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
        ),
        "-+.0123456789",
    ),
)


class _Core(yaml.CSafeLoader):
    """SafeLoader knows YAML 1.1; this has the four plain kinds of 1.2 and no others."""

    yaml_implicit_resolvers: Any = {}  # noqa: RUF012 (as its base declares it)


def _number(loader: _Core, node: Any) -> int | float:
    text = loader.construct_scalar(node).lower()
    if text.startswith(("0o", "0x")):
        return int(text, 0)
    number = float(text.replace(".inf", "inf").replace(".nan", "nan"))
    return int(text) if re.fullmatch(r"[-+]?[0-9]+", text) else number


for _name, _pattern, _first in _KINDS:
    _Core.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}",
        re.compile(f"^(?:{_pattern})$"),
        ["" if first == "\0" else first for first in _first],
    )
for _name in ("int", "float"):
    _Core.add_constructor(f"tag:yaml.org,2002:{_name}", _number)


def load(text: str) -> Any:
    """What an editor's validator is given; raises yaml.YAMLError."""
    return _with_words_for_keys(yaml.load(text, _Core))  # noqa: S506 - a SafeLoader


def _with_words_for_keys(value: Any) -> Any:
    """JSON knows no other keys."""
    if isinstance(value, dict):
        return {str(key): _with_words_for_keys(part) for key, part in value.items()}
    return [_with_words_for_keys(part) for part in value] if isinstance(value, list) else value
