"""`presence` as a person runs it: a fixture that takes words and gives back what was said."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from processes import PRESENCE, environment, run


class Presence:
    """Runs commands in `folder`, with a clip store of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "cache"

    def __call__(self, *arguments: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
        """The command to its end, whatever that is."""
        words = [*PRESENCE, *map(str, arguments)]
        return run(words, environment(self.cache, **env), self.folder)

    def fine(self, *arguments: str | Path, **env: str) -> str:
        """What a command that must succeed writes to stdout."""
        done = self(*arguments, **env)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def json(self, *arguments: str | Path) -> Any:
        """The same, as the JSON that it has to be."""
        return json.loads(self.fine(*arguments, "--json"))

    def refused(self, *arguments: str | Path, code: int = 1) -> str:
        """What a command that must fail says on stderr: words, and nothing on stdout."""
        done = self(*arguments)
        assert done.returncode == code, (done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stderr


@pytest.fixture
def presence(tmp_path: Path) -> Presence:
    """Commands run in the test's own folder."""
    return Presence(tmp_path)
