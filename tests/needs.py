"""What a test needs of the machine → found there, or the test skipped; in CI, failed."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

REQUIRE_ALL = "PRESENCE_REQUIRE_ALL"
"""Where this is set, as in CI, a test that can't run fails: none may be passed over unseen."""


def skip_or_fail(reason: str) -> NoReturn:
    """The test can't run here."""
    if os.environ.get(REQUIRE_ALL):
        pytest.fail(reason)
    pytest.skip(reason)


def program(*names: str) -> str:
    """The path of the first of these programs that is installed."""
    for name in names:
        if found := shutil.which(name):
            return found
    skip_or_fail(f"{' or '.join(names)} is not on this machine")


NPM_LONGEST_S = 120


def npm_package(folder: Path, package: str) -> Path:
    """`name@version` from npm, with what it needs, in `folder`; its own folder there."""
    command = [program("npm"), "install", "--prefix", str(folder), "--ignore-scripts"]
    done = subprocess.run(  # noqa: S603 (our own command)
        [*command, "--no-audit", "--no-fund", package],
        capture_output=True,
        text=True,
        check=False,
        timeout=NPM_LONGEST_S,
    )
    if done.returncode:
        skip_or_fail(f"npm could not install {package}: {done.stderr[-500:]}")
    return folder / "node_modules" / package.rpartition("@")[0]
