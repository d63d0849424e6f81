"""`presence schema` is run; what it shows and writes must be the schema, and nothing else."""

import json

from command_line import Presence

from presence.authoring import schema


def test_it_shows_the_schema(presence: Presence) -> None:
    """Stdout is JSON, to be piped."""
    assert presence.fine("schema") == schema.as_text()


def test_it_writes_a_file_once(presence: Presence) -> None:
    """The file is whole; one that exists is replaced only with --force."""
    target = presence.folder / "presence.schema.json"
    assert presence.fine("schema", "-o", "presence.schema.json") == "presence.schema.json\n"
    assert json.loads(target.read_text(encoding="utf-8")) == schema.schema()
    target.write_text("mine")
    assert "exists already" in presence.refused("schema", "-o", target)
    assert target.read_text() == "mine"
    presence.fine("schema", "-o", target, "--force")
    assert target.read_text(encoding="utf-8") == schema.as_text()


def test_a_folder_is_no_file(presence: Presence) -> None:
    """Nothing is written, and the exit code says that it was."""
    assert "schema" in presence.refused("schema", "-o", presence.folder, code=2)
