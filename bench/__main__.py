"""`make bench`: prints a table; `--json FILE` keeps the numbers."""

from __future__ import annotations

import argparse
import dataclasses
import json
import platform
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from bench import cold_start, faithfulness_check, imports, job_time, monte_carlo, packages, tracing_cost
from bench.base import compare
from bench.base.checkout import NoCheckout
from bench.policy_pack import measure as policy_pack
from bench.site import lighthouse
from bench.table import Row, show
from bench.tokens import measure as tokens
from cli.shared.errors import UserError
from components.packaging.errors import PackageError

PARTS = {
    "cold-start": "package sizes, and time and instructions of cold starts",
    "monte-carlo": "10,000 paths",
    "tracing": "the overhead of tracing a warm invocation",
    "faithfulness": "the check of a report of 3,000 words",
    "imports": "imports of 20,000 holdings",
    "job": "whole jobs on the embedded AWS",
    "policy-pack": "start and speed of the policy pack, beside AWSGuard where npm can install it",
    "site": "the site, by Lighthouse",
    "tokens": "tokens of an analysis by agent and part, on the fake model",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"all of {', '.join(PARTS)} by default")
    parser.add_argument("--base", type=Path, metavar="CHECKOUT", help="compare this checkout with another, instead")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows as JSON")
    arguments = parser.parse_args()
    known = compare.PARTS if arguments.base else tuple(PARTS)
    if unknown := set(arguments.parts) - set(known):
        place = " with --base" if arguments.base else ""
        parser.error(f"PART must be one of {', '.join(known)}{place}, not {', '.join(sorted(unknown))}")
    console = Console()
    rows: list[Row] = []
    with console.status("measuring") as status:
        if arguments.base:
            status.update(f"measuring {arguments.base} and this checkout in turns")
            try:
                rows += compare.measure(arguments.base, arguments.parts or known)
            except NoCheckout as error:
                parser.error(f"--base: {error}")
        for part, description in PARTS.items() if not arguments.base else ():
            if not arguments.parts or part in arguments.parts:
                status.update(f"measuring {description}")
                rows += _measured(part, console)
    show(rows, console)
    if arguments.json:
        machine = {"python": platform.python_version(), "platform": platform.platform()}
        kept = {"machine": machine, "rows": [dataclasses.asdict(row) for row in rows]}
        arguments.json.write_text(json.dumps(kept, indent=1))


def _measured(part: str, console: Console) -> Iterator[Row]:
    match part:
        case "cold-start":
            yield from _cold_start(console)
        case "monte-carlo":
            yield from monte_carlo.measure()
        case "tracing":
            yield from tracing_cost.measure()
        case "faithfulness":
            yield from faithfulness_check.measure()
        case "imports":
            yield from imports.measure()
        case "job":
            yield from job_time.measure()
        case "site":
            yield from _site(console)
        case "tokens":
            yield from tokens.measure()
        case _:
            yield from policy_pack.measure(lambda line: console.print(f"[yellow]{line}[/yellow]"))


def _cold_start(console: Console) -> Iterator[Row]:
    try:
        with packages.packages() as built:
            yield from cold_start.measure(built)
            yield from cold_start.measure_instructions(built)
            yield from packages.measure(built)
    except PackageError as error:
        console.print(f"[yellow]No cold starts:[/yellow] {error}")


def _site(console: Console) -> Iterator[Row]:
    try:
        yield from lighthouse.measure()
    except (lighthouse.CannotMeasure, UserError) as error:
        console.print(f"[yellow]No site:[/yellow] {error}")


main()
