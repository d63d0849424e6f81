"""Rows, the machine and what each benchmark is → the Markdown page that keeps them."""

import inspect
from collections.abc import Iterable

from bench.table import Row, markdown

_HEAD = """\
# Benchmarks

Each figure stands beside that of a peer, measured in the same run, turn by turn. Seconds differ
from machine to machine; the ratios less. This page is written by

    python -m bench --write docs/benchmarks.md

from a checkout. Names of benchmarks after `bench` run those alone, and `--quick` repeats them less
often. A figure is the median of its runs, followed by the least and the greatest; a smaller
one is better. No test asserts any of them.
"""


def page(
    rows: Iterable[Row],
    facts: Iterable[tuple[str, str]],
    docs: Iterable[tuple[str, str]],
    *,
    quick: bool,
) -> str:
    """`facts` is the machine, name and value; `docs` the benchmarks, name and docstring."""
    parts = [_HEAD, "## Figures\n"]
    if quick:
        parts.append("A quick run: few repeats.\n")
    parts += [markdown(rows) + "\n", "## What is measured\n"]
    parts += [_about(name, doc) for name, doc in docs]
    parts += ["## Where\n", *(f"- {name}: {value}" for name, value in facts)]
    return "\n".join(parts) + "\n"


def _about(name: str, doc: str) -> str:
    text = inspect.cleandoc(doc).removeprefix(f"{name}: ")
    return f"### {name}\n\n{text[0].upper()}{text[1:]}\n"
