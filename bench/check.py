"""check: a script of 10,000 steps → seconds until its faults are known, beside yamllint.

The script has none; yamllint looks at its YAML alone, `presence check` also at what it means.
"""

from typing import Final

from bench.table import Row
from bench.texts import Line, lines, sentences, write_script
from bench.timing import BIN, PRESENCE, Lab, interleaved, run

NEEDS: Final = ("yamllint",)
STEPS: Final = 10_000
TARGET: Final = 0.4


def measure(lab: Lab) -> list[Row]:
    script = write_script(lab.folder / "long.yaml", long_lines(STEPS // 2))
    rules = "{extends: default, rules: {line-length: {max: 120}}}"  # so that it prints nothing
    ours = [PRESENCE, "check", str(script)]
    theirs = [str(BIN / "yamllint"), "-d", rules, str(script)]
    found = interleaved(
        {"check": lambda: run(ours, lab.environ), "yamllint": lambda: run(theirs)}, lab.repeats(7)
    )
    peer = found["yamllint"]
    return [Row(f"check of {STEPS:,} steps", found["check"], "s", "yamllint", peer, TARGET)]


def long_lines(count: int) -> list[Line]:
    """More lines than there are sentences: the second time round each says so."""
    first = lines(len(list(sentences())))
    second = [Line(f"Again, {line.text}", line.pause_s) for line in first]
    return [*first, *second][:count]
