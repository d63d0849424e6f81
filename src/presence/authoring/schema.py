"""The table of the format → a JSON Schema, by which an editor completes and checks a script.

Draft 7, which editors know best. An editor reads `8` as a number and `true` as a boolean where
`check` reads texts: so a text may be any of these, and a time may not. Beside a pattern stand the
words for it (`patternErrorMessage`, `errorMessage`), which the YAML language server shows.
"""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from presence import resources
from presence.authoring import patterns
from presence.script import values
from presence.script.spec import (
    AMBIENT,
    FORMAT_VERSION,
    SCRIPT,
    SCRIPT_SUFFIXES,
    SOUND_SUFFIXES,
    STEPS,
    VOICE,
    Field,
    Form,
)
from presence.script.words import FILLED_IN
from presence.units import spell_seconds

Schema = dict[str, Any]

_TEXT: Final = ["string", "number", "boolean"]


def schema() -> Schema:
    """The schema of a whole script."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"Presence script, version {FORMAT_VERSION}",
        **_mapping(SCRIPT),
        "definitions": {"step": _step()},
    }


def as_text() -> str:
    """The same as a JSON file holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _step() -> Schema:
    """One key that names the step; or, of the few that may stand bare, the name alone."""
    bare = tuple(name for name, form in STEPS.items() if form.bare)
    alone = " or ".join(f"'{name}'" for name in bare)
    return {
        "allOf": [_kind(["object", "string"], "A step is 'say: …', 'pause: …' or the like.")],
        "pattern": patterns.choice(bare),
        "patternErrorMessage": f"Only {alone} stands alone; all other steps are 'name: …'.",
        "properties": {name: _form(form) for name, form in STEPS.items()},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _form(form: Form) -> Schema:
    """A step or the bed: the bare value, or in its place a mapping.

    The mapping's keys stand apart, so that an editor completes the name by the bare value.
    """
    if form.short is None:
        return _mapping(form)
    made = _field(form.fields[form.short])
    listed = made.pop("enum", None)
    if listed:
        made |= {"examples": listed, "pattern": patterns.choice(tuple(listed))}
    kinds = made["type"] if isinstance(made["type"], list) else [made["type"]]
    made["type"] = [*kinds, "object", *["null"] * form.bare]
    made["description"] = form.doc
    return {**made, "allOf": [*made.get("allOf", []), _keys(form)]}


def _mapping(form: Form) -> Schema:
    message = f"This is a mapping of {', '.join(form.fields)}."
    described: Schema = {"description": form.doc}
    return {**described, "allOf": [_kind(["object"], message)], **_keys(form)}


def _keys(form: Form) -> Schema:
    required = [name for name, field in form.fields.items() if field.required]
    made: Schema = {"properties": {name: _field(field) for name, field in form.fields.items()}}
    if required:
        made["required"] = required
    return {**made, "additionalProperties": False, **_TOGETHER.get(id(form), {})}


_TOGETHER: Final[Mapping[int, Schema]] = MappingProxyType(
    {
        # a breath is a pattern or phases: the one rule that no field tells by itself
        id(STEPS["breathe"]): {
            "if": {"required": ["pattern"]},
            "then": {"properties": dict.fromkeys(("in", "hold", "out", "rest"), False)},
            "else": {"required": ["in", "out"]},
        }
    }
)


def _field(field: Field) -> Schema:
    made = _KINDS[field.kind](field)
    if field.doc:
        made["description"] = field.doc
    if field.example and "enum" not in made:
        made.setdefault("examples", [field.example])
    return made


def _kind(kinds: list[str], message: str) -> Schema:
    return {"type": kinds, "errorMessage": message}


def _patterned(kinds: str | list[str], pattern: str, message: str) -> Schema:
    return {
        "type": kinds,
        "pattern": pattern,
        "patternErrorMessage": message,
        "errorMessage": message,
    }


def _time(field: Field) -> Schema:
    low, high = spell_seconds(field.low), spell_seconds(field.high)
    message = f"This is a time from {low} to {high}, with its unit, such as {field.example}."
    return _patterned("string", patterns.time(field.low, field.high), message)


def _pause(field: Field) -> Schema:
    pattern = patterns.time_or_range(field.low, field.high)
    message = "This is a time with its unit, such as 20s or 1m30s, or a range such as 20s to 2m."
    return {**_patterned("string", pattern, message), "examples": ["20s", "45s to 2m"]}


def _level(field: Field) -> Schema:
    message = f"This is a level from {field.low} dB to {field.high} dB, such as {field.example}."
    return _patterned("string", patterns.level(field.low, field.high), message)


def _count(field: Field, unit: str = "") -> Schema:
    message = f"This is a whole number from {field.low} to {field.high}."
    pattern = patterns.whole_number(field.low, field.high, unit)
    made = _patterned(["integer", "string"], pattern, message)
    made |= {"minimum": field.low, "maximum": field.high}
    if field.example:
        made["examples"] = [int(field.example)]
    return made


def _words(field: Field) -> Schema:  # noqa: ARG001 (as the other kinds)
    brackets = "Brackets hold a pause such as [2s], braces a name such as {partner}."
    return {
        "type": _TEXT,
        "errorMessage": "This is a text. One that begins with '{' or '[' needs quotes.",
        "allOf": [
            _only_pattern(patterns.SPOKEN, "There is no word to say."),
            _only_pattern(patterns.words(), brackets),
        ],
    }


def _title(field: Field) -> Schema:
    made = _label(field)
    message = "Braces hold a name such as {partner}; a title has no pauses in brackets."
    made["allOf"] = [_only_pattern(patterns.TITLE, message)]
    return made


def _label(_field: Field) -> Schema:
    longest = values.LONGEST_LABEL
    message = f"This is a text of at most {longest} characters."
    return _patterned(_TEXT, patterns.label(longest), message)


def _spoken_label() -> Schema:
    made = _label(Field("label"))
    message = "This is said as it stands: a word or more, without brackets or braces."
    made["allOf"] = [_only_pattern(patterns.SPOKEN_AS_IT_STANDS, message)]
    return made


def _only_pattern(pattern: str, message: str) -> Schema:
    return {"pattern": pattern, "patternErrorMessage": message}


def _partners(_field: Field) -> Schema:
    return {
        "allOf": [_kind(["array"], "This is a list of two or more names, such as [Ada, Ben].")],
        "items": _spoken_label(),
        "minItems": 2,
        "maxItems": values.MOST_PARTNERS,
        "uniqueItems": True,
    }


def _values(_field: Field) -> Schema:
    message = "This is a mapping of names to texts, such as {place: the garden}."
    name = {"pattern": f"^{values.VALUE_NAME.pattern}$", "not": {"enum": list(FILLED_IN)}}
    return {
        "allOf": [_kind(["object"], message)],
        "propertyNames": name,
        "additionalProperties": _spoken_label(),
    }


def _version(_field: Field) -> Schema:
    message = f"This is the version of the format: {FORMAT_VERSION}."
    return {"enum": [FORMAT_VERSION, str(FORMAT_VERSION)], "errorMessage": message}


def _choice(field: Field) -> Schema:
    message = f"This is one of {', '.join(field.choices)}."
    return {"type": "string", "enum": list(field.choices), "errorMessage": message}


def _language(_field: Field) -> Schema:
    message = "This is a BCP 47 language such as en-US or de."
    return _patterned("string", rf"^\s*{values.LANGUAGE.pattern}\s*$", message)


def _sound(_field: Field, *more: str) -> Schema:
    names = (*resources.sounds(), *more)
    message = f"This is one of {', '.join(names)}; or the path of a sound file, such as bowl.wav."
    made = _patterned("string", patterns.path(SOUND_SUFFIXES, *names), message)
    return {**made, "examples": list(names)}


def _file(suffixes: tuple[str, ...]) -> Callable[[Field], Schema]:
    message = f"This is a path relative to this script; it ends in {' or '.join(suffixes)}."
    return lambda _: _patterned("string", patterns.path(suffixes), message)


def _steps(_field: Field) -> Schema:
    return {
        "type": "array",
        "errorMessage": "This is a list of steps, at least one, each beginning with '- '.",
        "minItems": 1,
        "items": {"$ref": "#/definitions/step"},
    }


_KINDS: Final[Mapping[str, Callable[[Field], Schema]]] = MappingProxyType(
    {
        "ambient": lambda _: _form(AMBIENT),
        "bed": lambda field: _sound(field, "off"),
        "choice": _choice,
        "count": _count,
        "include": _file(SCRIPT_SUFFIXES),
        "label": _label,
        "language": _language,
        "level": _level,
        "partners": _partners,
        "pause": _pause,
        "rate": lambda field: _count(field, "wpm"),
        "recording": _file(SOUND_SUFFIXES),
        "rounds": _count,
        "seconds": _time,
        "sound": _sound,
        "steps": _steps,
        "title": _title,
        "values": _values,
        "version": _version,
        "voice": lambda _: _mapping(VOICE),
        "words": _words,
    }
)
