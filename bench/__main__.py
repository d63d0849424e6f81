"""Names of benchmarks, or none for all → their table on stdout, and in a page if asked for."""

import sys
import tempfile
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Final

import click

from bench import (
    by_hand,
    check,
    encoders,
    first_sound,
    memory,
    playing,
    recogniser,
    start_up,
    underload,
    watch,
)
from bench.install import install
from bench.machine import described
from bench.page import page
from bench.table import Row, markdown
from bench.timing import Lab, progress

BENCHMARKS: Final = MappingProxyType(
    {
        "by-hand": by_hand,
        "encoders": encoders,
        "first-sound": first_sound,
        "start-up": start_up,
        "check": check,
        "watch": watch,
        "memory": memory,
        "playing": playing,
        "underload": underload,
        "recogniser": recogniser,
    }
)


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHMARKS)))
@click.option("--quick", is_flag=True, help="Fewer repeats.")
@click.option(
    "--write",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Keep the table, with this machine and the date, as a Markdown page.",
)
def main(names: tuple[str, ...], *, quick: bool, write: Path | None) -> None:
    """Measure Presence beside what would be used instead. What the peers need is installed."""
    if write and names:
        raise click.UsageError("--write keeps the whole table: name no benchmark with it")
    chosen = {name: BENCHMARKS[name] for name in names or BENCHMARKS}
    try:
        install(need for module in chosen.values() for need in module.NEEDS)
        facts = described()
        rows = [row for name, module in chosen.items() for row in _measured(name, module, quick)]
    except RuntimeError as problem:
        sys.exit(f"error: {problem}")
    click.echo(markdown(rows))
    if write:
        docs = [(name, module.__doc__ or "") for name, module in chosen.items()]
        write.write_text(page(rows, facts, docs, quick=quick), encoding="utf-8")


def _measured(name: str, module: ModuleType, quick: bool) -> list[Row]:
    progress(f"{name} …")
    with tempfile.TemporaryDirectory(prefix="presence-bench-") as folder:
        rows: list[Row] = module.measure(Lab(Path(folder), quick))
    return rows


if __name__ == "__main__":
    main(prog_name="python -m bench")
