"""The `alex` command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.cost_report import By
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

StackOption = Annotated[str, typer.Option("--stack", "-s", help="local: the `alex up` that is running")]


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
    file: Annotated[Path | None, typer.Argument(help="for --html", show_default="trace-JOB.html")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="every turn, model call and tool")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="the trace as JSON")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="write the trace as one page that loads nothing")] = False,
) -> None:
    """Show what every agent of a job did, why, how long it took and what it cost."""
    from cli.trace import save_trace, show_trace

    if as_html:
        # Of two arguments that can be left out, the one that is there is the file if it looks like one.
        only_file = file is None and job_id is not None and job_id.endswith(".html")
        save_trace(*(None, Path(job_id)) if only_file and job_id else (job_id, file))
    elif file:
        raise UserError(f"{file}: a file is written with --html only")
    else:
        show_trace(job_id, verbose=verbose, as_json=as_json)


@app.command()
def costs(
    by: Annotated[By, typer.Option(help="one row for each of these")] = By.AGENT,
    since: Annotated[str, typer.Option(help="12h, 7d, 4w, or a date such as 2026-11-01 (UTC)")] = "30d",
    as_csv: Annotated[bool, typer.Option("--csv", help="the rows as CSV")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="rows and total as JSON")] = False,
) -> None:
    """What agents, models, users or days have cost, from the traces."""
    from cli.costs import show_costs

    if as_csv and as_json:
        raise UserError("--csv and --json exclude each other")
    show_costs(by, since, "csv" if as_csv else "json" if as_json else "table")


@app.command()
def doctor(
    stack: Annotated[str, typer.Option("--stack", "-s", help="local: the `alex up` that is running")] = "local",
) -> None:
    """Check Langfuse, API, database, queues and models, and say what to do about each failure.

    A stack in AWS is checked with your own credentials. ALEX_API_TOKEN is the user's token for a call of the API.
    """
    from cli.doctor.command import doctor

    if not doctor(stack):
        raise typer.Exit(1)


@app.command()
def preview(
    stack: Annotated[str, typer.Option(help="whose settings to preview")] = "prod",
    as_json: Annotated[bool, typer.Option("--json", help="print everything as JSON, which --diff reads too")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="print a pull-request comment")] = False,
    save: Annotated[Path | None, typer.Option(help="write the preview to this file", dir_okay=False)] = None,
    diff: Annotated[Path | None, typer.Option(help="compare with the preview saved in this file")] = None,
    no_policy: Annotated[bool, typer.Option("--no-policy", help="do not ask the policy pack")] = False,
) -> None:
    """The resources a stack would have, offline: no Pulumi CLI, no AWS account.

    Exit code 0: it may be deployed, changed or not. 1: a mandatory rule is violated, a policy document is not fully
    known, or the stack, a setting or a file is wrong. 2: wrong options.
    """
    if as_json and as_markdown:
        raise typer.BadParameter("--json and --markdown exclude each other")
    from cli.preview import preview

    form = "json" if as_json else "markdown" if as_markdown else "text"
    raise typer.Exit(preview(stack, form=form, save=save, diff=diff, policy=not no_policy))


@app.command()
def package() -> None:
    """Build the Lambda dependency layers into build/."""
    from cli.package import package

    package()


policy_app = typer.Typer(help="What no stack may ship without.", no_args_is_help=True)
app.add_typer(policy_app, name="policy")


@policy_app.command("list")
def policy_list(
    stack: Annotated[str, typer.Option("--stack", "-s", help="whose levels to show")] = "prod",
) -> None:
    """List the rules of the policy pack: what holds, its level, the published controls it covers."""
    from cli.policy import list_rules

    list_rules(stack)


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


@secrets_app.command("list")
def secrets_list(stack: StackOption = "local") -> None:
    """Which secrets there are, what for, whether they have a value, and how they are rotated. Never a value."""
    from cli.secret_list import list_secrets

    list_secrets(stack)


@secrets_app.command("rotate")
def secrets_rotate(
    name: Annotated[str, typer.Argument(help="database-app or origin")],
    stack: StackOption = "local",
) -> None:
    """Rotate a secret and follow it to its end; no request fails meanwhile."""
    from cli.secret_rotation import rotate_secret

    rotate_secret(name, stack)


def main() -> None:
    """Runs the command; what its user can mend is one line on standard error and exit code 1."""
    try:
        app()
    except UserError as error:
        print(f"alex: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(1)


if __name__ == "__main__":
    main()
