"""`alex demo`, `alex up` and `alex analyze`: the system on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.shared.errors import refuse_together
from cli.shared.options import JsonOption, StackOption
from cli.shared.project import LOCAL_STACK, ROOT

SAMPLE = ROOT / "samples" / "portfolios" / "growth.json"

PortfolioArgument = Annotated[
    Path, typer.Argument(help="portfolio as JSON; see samples/portfolios/", show_default="the growth sample")
]


ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="bedrock[:ID]|openai:URL#MODEL",
        help="real model instead of the fake one: Amazon Bedrock, or an OpenAI-compatible server",
        show_default=False,
    ),
]
MisbehaveOption = Annotated[
    list[str] | None,
    typer.Option(
        "--misbehave",
        metavar="AGENT:BEHAVIOUR[:TIMES]",
        help="let the fake model misbehave, e.g. planner:unknown-tool; repeatable",
        show_default=False,
    ),
]


def demo(
    portfolio: PortfolioArgument = SAMPLE,
    model: ModelOption = None,
    misbehave: MisbehaveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the whole system once: start, analyze a portfolio, show the trace, stop."""
    from cli.run.demo import demo
    from cli.run.model_choice import model_choice

    demo(portfolio, model_choice(model, misbehave or []), as_json=as_json)


def up(
    port: Annotated[int, typer.Option(help="port of the embedded AWS; 0 takes a free one", min=0, max=65535)] = 0,
    layers: Annotated[bool, typer.Option("--layers", help="run from the built layers; needs Lambda's Python")] = False,
    model: ModelOption = None,
    misbehave: MisbehaveOption = None,
    engine: Annotated[bool, typer.Option("--engine", help="start without deploying; `pulumi up` deploys")] = False,
    site_port: Annotated[int, typer.Option(help="port of the site; 0 takes a free one", min=0, max=65535)] = 0,
    in_browser: Annotated[bool, typer.Option("--open", help="open the site in your browser")] = False,
) -> None:
    """Deploy to an embedded AWS on this machine and run until Ctrl-C."""
    from cli.run.model_choice import model_choice
    from cli.run.up import up

    if engine:
        from cli.run.engine import up_for_engine

        for option, given in {"--layers": layers, "--model": model, "--misbehave": misbehave}.items():
            refuse_together({"--engine": True, option: bool(given)}, "settings of the stack are in Pulumi.local.yaml")
        up_for_engine(port, site_port, in_browser=in_browser)
        return
    choice = model_choice(model, misbehave or [])
    up(port, site_port=site_port, layers=layers, choice=choice, in_browser=in_browser)


def analyze(
    portfolio: PortfolioArgument = SAMPLE,
    stack: StackOption = LOCAL_STACK,
    stored: Annotated[
        bool, typer.Option("--stored", help="analyze what is stored, e.g. by alex import, and upload nothing")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Analyze a portfolio on the running `alex up`, or on a deployed stack.

    For a deployed stack, set ALEX_API_TOKEN to a user's token: the portfolio replaces that user's.
    """
    from cli.run.analyze import analyze

    analyze(None if stored else portfolio, stack, as_json=as_json)
