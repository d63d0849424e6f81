"""Scripts are opened in the YAML language server; what it shows must be what `check` would say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from judging import ONLY_CHECK_KNOWS, WRONG, lines_of_steps, readable, refused_places, said_of
from language_server import LanguageServer, install, running

from presence import resources
from presence.authoring import new, schema
from presence.script.spec import STEPS

MODELINE: Final = f"# yaml-language-server: $schema={new.SCHEMA_NAME}\n"
OPENING: Final = "presence: 1\ntitle: An example\nsteps:\n"
SEEN_BY_ITS_PARSER: Final = {"yaml", "duplicate-key", "alias", "anchor", "too-deep", "tag"}
"""What the server says by itself, whatever the schema."""
NOT_SHOWN: Final = {
    "empty.yaml",  # an empty document is not validated
    "empty-but-for-a-comment.yaml",
    "merge-key.yaml",  # `<<` is taken for a merge, which YAML 1.2 no longer has
    "say-comma-in-braces.yaml",  # in braces, a key without ':' is passed over
}
"""What the server leaves to `check`."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """The language server as an editor starts it."""
    with running(install(tmp_path_factory.mktemp("editor"))) as started:
        yield started


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the schema beside what is opened in it, as `presence new` leaves it."""
    (tmp_path / new.SCHEMA_NAME).write_text(schema.as_text(), encoding="utf-8")
    return tmp_path


def test_nothing_is_underlined_in_the_shelf_and_the_templates(
    server: LanguageServer, folder: Path
) -> None:
    """Scripts of ours, opened in an editor, are right."""
    ours = [*resources.exercises().values(), *new.TEMPLATES.glob("*.yaml")]
    texts = {folder / path.name: MODELINE + path.read_text(encoding="utf-8") for path in ours}
    texts[folder / "new.yaml"] = new.compose(new.Wish(minutes=10))
    assert {path.name: found for path, found in server.problems(texts).items() if found} == {}


def test_wrong_steps_are_underlined_and_no_others(server: LanguageServer, folder: Path) -> None:
    """Step by step, the server is of the same mind as the schema's reference in Python."""
    texts, expected = {}, {}
    for path in WRONG:
        codes = {code for _, code in said_of(path)}
        text, value = readable(path) or ("", None)
        if codes and not codes & SEEN_BY_ITS_PARSER:
            texts[folder / path.name] = MODELINE + text
            expected[path.name] = refused_places(value)
    assert len(texts) > 80
    shown = {
        path.name: {place_at(line - 1, texts[path].removeprefix(MODELINE)) for line, _ in found}
        for path, found in server.problems(texts).items()
    }
    assert shown == expected | {name: set() for name in NOT_SHOWN}
    for path in WRONG:
        if path.name not in NOT_SHOWN and not shown.get(path.name, True):
            assert {code for _, code in said_of(path)} <= ONLY_CHECK_KNOWS


def place_at(line: int, text: str) -> tuple[object, ...]:
    lines = lines_of_steps(text)
    return lines.get(max((start for start in lines if start <= line), default=0), ())


def test_a_number_and_a_text_are_told_apart(server: LanguageServer, folder: Path) -> None:
    """`pause: 8` is wrong and `title: 2024` right; the words are ours, not the server's."""
    script = folder / "mine.yaml"
    text = "presence: 1\ntitle: 2024\nlanguage: no\nsteps:\n  - pause: 8\n  - say: 8\n"
    ((line, message),) = server.problems({script: MODELINE + text})[script]
    assert line == 6
    assert message.startswith("This is a time with its unit, such as 20s or 1m30s")


def test_steps_are_completed(server: LanguageServer, folder: Path) -> None:
    """Among the steps every one of them is offered, with its short form to fill in."""
    script = folder / "mine.yaml"
    server.problems({script: f"{MODELINE}{OPENING}  - pause: 8s\n  - \n"})
    answer = server.at("completion", script, 5, 4)
    offered = {item["label"]: item for item in answer["items"]}
    assert set(STEPS) <= offered.keys()
    assert offered["breathe"]["documentation"] == STEPS["breathe"].doc
    assert offered["breathe"]["insertText"] == "breathe: "
    assert offered["say"]["insertText"].startswith("say: ${1:")


def test_choices_are_completed(server: LanguageServer, folder: Path) -> None:
    """After a step's name come the values that it may have."""
    script = folder / "mine.yaml"
    server.problems({script: f"{MODELINE}{OPENING}  - breathe: \n"})
    answer = server.at("completion", script, 4, 13)
    assert {item["label"] for item in answer["items"]} >= {"box", "resonance", "4-7-8"}


def test_a_step_is_explained(server: LanguageServer, folder: Path) -> None:
    """Whoever rests the pointer on `pause` reads what it does."""
    script = folder / "mine.yaml"
    server.problems({script: f"{MODELINE}{OPENING}  - pause: 8s\n"})
    assert STEPS["pause"].doc in str(server.at("hover", script, 4, 6))
