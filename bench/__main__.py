"""`make bench`: prints a table; `--json FILE` keeps the numbers."""

from __future__ import annotations

import argparse
import dataclasses
import json
from itertools import chain
from pathlib import Path

from rich.console import Console

from bench import cold_start, job_time, monte_carlo, policy_pack, tracing_cost
from bench.table import show


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows as JSON")
    arguments = parser.parse_args()
    console = Console()
    with console.status("measuring; this takes about two minutes"):
        parts = (policy_pack, cold_start, monte_carlo, tracing_cost, job_time)
        rows = list(chain.from_iterable(part.measure() for part in parts))
    show(rows, console)
    if arguments.json:
        arguments.json.write_text(json.dumps([dataclasses.asdict(row) for row in rows], indent=1))


main()
