"""`alex demo`, `alex up` and `alex analyze`: the system on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.shared.project import ROOT

SAMPLE = ROOT / "samples" / "portfolios" / "growth.json"

PortfolioArgument = Annotated[
    Path, typer.Argument(help="portfolio as JSON; see samples/portfolios/", show_default="the growth sample")
]


def demo(portfolio: PortfolioArgument = SAMPLE) -> None:
    """Run the whole system once: start, analyze a portfolio, show the trace, stop."""
    from cli.run.demo import demo

    demo(portfolio)


def up(
    port: Annotated[int, typer.Option(help="port of the embedded AWS; 0 takes a free one", min=0, max=65535)] = 0,
    layers: Annotated[bool, typer.Option("--layers", help="run from the built layers; needs Lambda's Python")] = False,
) -> None:
    """Deploy to an embedded AWS on this machine and run until Ctrl-C."""
    from cli.run.up import up

    up(port, layers=layers)


def analyze(portfolio: PortfolioArgument = SAMPLE) -> None:
    """Analyze a portfolio on the running `alex up`."""
    from cli.run.analyze import analyze

    analyze(portfolio)
