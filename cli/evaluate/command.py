"""`alex evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.run.command import MisbehaveOption, ModelOption
from cli.shared.errors import refuse_together

#: Below that, more than one figure in twenty is wrong.
THRESHOLD = 0.95
#: As many as two processor cores run at the same time without waiting for each other.
PARALLEL = 4


def evaluate(
    model: ModelOption = None,
    portfolio: Annotated[
        list[Path] | None,
        typer.Option("--portfolio", "-p", help="portfolio as JSON; may be repeated", show_default="all samples"),
    ] = None,
    parallel: Annotated[int, typer.Option(help="analyses at the same time", min=1, max=20)] = PARALLEL,
    threshold: Annotated[
        float, typer.Option(help="lowest faithfulness of an analysis that is good enough", min=0, max=1)
    ] = THRESHOLD,
    misbehave: MisbehaveOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="print rows and totals as JSON")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="write a self-contained HTML page to this file")] = None,
    langfuse: Annotated[
        bool,
        typer.Option(
            "--langfuse", help="store the portfolios as a dataset, and the figures as a run of it, in Langfuse"
        ),
    ] = False,
    compare: Annotated[
        tuple[Path, Path] | None, typer.Option(help="show the differences of two saved JSON results; runs nothing")
    ] = None,
) -> None:
    """Run the sample portfolios with a model, and show how well it does.

    Starts its own system, as `alex demo` does. A real model's calls cost money; progress goes to standard error. Exits
    with 1 if an analysis failed or did not end, or if its faithfulness is below the threshold.

    --langfuse stores in the Langfuse of LANGFUSE_BASE_URL, LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY, else in the
    local trace store. Names of accounts, instruments and clients, and notes, are not sent.

    Examples:

        alex evaluate --html page.html
        alex evaluate --model bedrock:us.amazon.nova-lite-v1:0 --json > lite.json
        alex evaluate --compare pro.json lite.json
    """
    if compare:
        from cli.evaluate.compare import show_comparison

        _refuse_beside_compare(
            {
                "--model": model,
                "--portfolio": portfolio,
                "--misbehave": misbehave,
                "--html": html,
                "--langfuse": langfuse,
            }
        )
        show_comparison(*compare, as_json=as_json)
        return
    from cli.evaluate.evaluate import Wanted, evaluate

    wanted = Wanted(model, portfolio or [], parallel, threshold, misbehave or [], langfuse)
    evaluate(wanted, as_json=as_json, html=html)


def _refuse_beside_compare(options: dict[str, object]) -> None:
    for option, value in options.items():
        refuse_together({"--compare": True, option: bool(value)}, "--compare only reads two files")
