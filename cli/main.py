"""The `alex` command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.errors import UserError

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "samples" / "portfolios" / "growth.json"

app = typer.Typer(
    name="alex",
    help="Deploy, run, and look into Alex, a multi-agent financial planner on AWS.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

PortfolioArgument = Annotated[
    Path, typer.Argument(help="portfolio as JSON; see samples/portfolios/", show_default="the growth sample")
]


# Commands import what they need when they run: `alex --help` must not wait for Pulumi or for boto3.


@app.command()
def demo(portfolio: PortfolioArgument = SAMPLE) -> None:
    """The whole system once: up, analyse a portfolio, show the trace, down."""
    from cli.demo import demo

    demo(portfolio)


@app.command()
def up(
    port: Annotated[int, typer.Option(help="port of the embedded AWS; 0 takes a free one", min=0, max=65535)] = 0,
) -> None:
    """Deploy to the embedded AWS and stay up until Ctrl-C."""
    from cli.up import up

    up(port)


@app.command()
def analyze(portfolio: PortfolioArgument = SAMPLE) -> None:
    """Analyse a portfolio on the `alex up` that is running."""
    from cli.analyze import analyze

    analyze(portfolio)


@app.command()
def trace(
    job_id: Annotated[str | None, typer.Argument(help="job id", show_default="the newest job")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="every turn, model call and tool")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="the trace as JSON")] = False,
) -> None:
    """Show what every agent of a job did, why, how long it took and what it cost."""
    from cli.trace import show_trace

    show_trace(job_id, verbose=verbose, as_json=as_json)


@app.command()
def preview(
    stack: Annotated[str, typer.Option(help="whose settings to preview")] = "prod",
    as_json: Annotated[bool, typer.Option("--json", help="the resources as JSON")] = False,
) -> None:
    """The resources a stack would have, offline: no Pulumi CLI, no AWS account."""
    from cli.preview import preview

    preview(stack, as_json)


@app.command()
def package() -> None:
    """Build the Lambda dependency layers into build/."""
    from cli.package import package

    package()


secrets_app = typer.Typer(help="Values of the secrets that Pulumi makes empty.", no_args_is_help=True)
app.add_typer(secrets_app, name="secrets")


@secrets_app.command("set")
def secrets_set(
    name: Annotated[str, typer.Argument(help="which secret, e.g. langfuse")],
    stack: Annotated[str, typer.Option("--stack", "-s", help="the Pulumi stack")] = "prod",
) -> None:
    """Ask for a secret's value and store it in Secrets Manager."""
    from cli.secrets import set_secret

    set_secret(name, stack)


def main() -> None:
    """Runs the command; what its user can mend is one line on standard error and exit code 1."""
    try:
        app()
    except UserError as error:
        print(f"alex: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(1)


if __name__ == "__main__":
    main()
