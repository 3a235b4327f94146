"""The `alex` command."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.costs.report import By
from cli.shared.errors import UserError

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


class Architecture(StrEnum):
    X86_64 = "x86_64"
    ARM64 = "arm64"


class BuilderName(StrEnum):
    UV = "uv"
    DOCKER = "docker"


# Commands import what they need when they run: `alex --help` must not wait for Pulumi or for boto3.


@app.command()
def demo(portfolio: PortfolioArgument = SAMPLE) -> None:
    """The whole system once: up, analyse a portfolio, show the trace, down."""
    from cli.run.demo import demo

    demo(portfolio)


@app.command()
def up(
    port: Annotated[int, typer.Option(help="port of the embedded AWS; 0 takes a free one", min=0, max=65535)] = 0,
    layers: Annotated[bool, typer.Option("--layers", help="run from the built layers; needs Lambda's Python")] = False,
) -> None:
    """Deploy to the embedded AWS and stay up until Ctrl-C."""
    from cli.run.up import up

    up(port, layers=layers)


@app.command()
def analyze(portfolio: PortfolioArgument = SAMPLE) -> None:
    """Analyse a portfolio on the `alex up` that is running."""
    from cli.run.analyze import analyze

    analyze(portfolio)


@app.command()
def trace(
    job_id: Annotated[str | None, typer.Argument(help="job id", show_default="the newest job")] = None,
    file: Annotated[Path | None, typer.Argument(help="for --html", show_default="trace-JOB.html")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="every turn, model call and tool")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="the trace as JSON")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="write the trace as one page that loads nothing")] = False,
    stack: StackOption = "local",
) -> None:
    """Show what every agent of a job did, why, how long it took and what it cost.

    Of a stack in AWS, your own credentials read the keys of its Langfuse.
    """
    from cli.trace.view import save_trace, show_trace

    if as_json and as_html:
        raise UserError("--json and --html exclude each other")
    if as_html:
        # Of two arguments that can be left out, the one that is there is the file if it looks like one.
        only_file = file is None and job_id is not None and job_id.endswith(".html")
        save_trace(*(None, Path(job_id)) if only_file and job_id else (job_id, file), stack=stack)
    elif file:
        raise UserError(f"{file}: a file is written with --html only")
    else:
        show_trace(job_id, verbose=verbose, as_json=as_json, stack=stack)


@app.command()
def costs(
    by: Annotated[By, typer.Option(help="one row for each of these")] = By.AGENT,
    since: Annotated[str, typer.Option(help="12h, 7d, 4w, or a date such as 2026-11-01 (UTC)")] = "30d",
    as_csv: Annotated[bool, typer.Option("--csv", help="the rows as CSV")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="rows and total as JSON")] = False,
    stack: StackOption = "local",
) -> None:
    """What agents, models, users or days have cost, from the traces.

    Of a stack in AWS, your own credentials read the keys of its Langfuse.
    """
    from cli.costs.view import show_costs

    if as_csv and as_json:
        raise UserError("--csv and --json exclude each other")
    show_costs(by, since, "csv" if as_csv else "json" if as_json else "table", stack)


@app.command()
def doctor(
    stack: StackOption = "local",
) -> None:
    """Check Langfuse, API, database, queues and models, and say what to do about each failure.

    A stack in AWS is checked with your own credentials. ALEX_API_TOKEN is the user's token for a call of the API.
    """
    from cli.doctor.command import doctor

    if not doctor(stack):
        raise typer.Exit(1)


@app.command()
def alarms(
    stack: StackOption = "local",
    only_on: Annotated[bool, typer.Option("--on", help="only those that are on")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="the alarms as JSON, with the reason of each state")] = False,
) -> None:
    """Every alarm of a stack: its state, since when, its severity and its runbook.

    A stack in AWS is asked with your own credentials.
    """
    from cli.alarms import show_alarms

    show_alarms(stack, only_on=only_on, as_json=as_json)


@app.command()
def jobs(
    stack: StackOption = "local",
    stuck: Annotated[
        bool, typer.Option("--stuck", help="only those that nobody works on, why, and what to do")
    ] = False,
    limit: Annotated[int, typer.Option(help="how many, without --stuck", min=1, max=500)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="the jobs as JSON")] = False,
) -> None:
    """List everybody's jobs, newest first: status, age, attempts, lease, cost, error.

    A stack in AWS is asked with your own credentials.
    """
    from cli.jobs.command import show_jobs

    show_jobs(stack, only_stuck=stuck, limit=limit, as_json=as_json)


@app.command()
def redrive(
    stack: StackOption = "local",
    job: Annotated[str | None, typer.Option("--job", help="only this job; one without a dead letter too")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only show what there is")] = False,
    discard: Annotated[bool, typer.Option("--discard", help="delete what can never run, and move nothing")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="do not ask")] = False,
) -> None:
    """Show the dead letters of jobs and run those jobs again; what was delivered is not bought again.

    A stack in AWS is asked with your own credentials.
    """
    from cli.jobs.redrive import redrive

    if dry_run and yes:
        raise UserError("--dry-run and --yes exclude each other: a dry run does nothing that it would ask about")
    redrive(stack, job_id=job, dry_run=dry_run, yes=yes, discard=discard)


@app.command()
def iam(
    role: Annotated[str | None, typer.Option(help="only this role, with all its grants; e.g. planner")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="the report as JSON")] = False,
    exercise: Annotated[
        bool, typer.Option("--exercise", help="first have the system do all it can; takes minutes and disturbs users")
    ] = False,
    stack: StackOption = "local",
) -> None:
    """What each role was granted, uses, and was denied.

    Of a stack in AWS, IAM tells for some actions when they were last used. Exit code 0: every role uses exactly what it
    is granted, as far as it can be seen. 1: a grant is unused, or a call was denied.
    """
    if stack != "local":
        from cli.iam.in_aws import iam_in_aws

        if exercise:
            raise UserError("--exercise disturbs who uses the system: it is for the `alex up` that is running")
        good = iam_in_aws(stack, ROOT, role, as_json=as_json)
    else:
        from cli.iam.command import iam

        good = iam(role, as_json=as_json, exercise=exercise)
    if not good:
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
    from cli.preview.run import preview

    form = "json" if as_json else "markdown" if as_markdown else "text"
    raise typer.Exit(preview(stack, form=form, save=save, diff=diff, policy=not no_policy))


@app.command()
def package(
    function: Annotated[str | None, typer.Argument(help="one function, with its layers", show_default="all")] = None,
    arch: Annotated[Architecture | None, typer.Option(help="processor", show_default="what the stacks use")] = None,
    builder: Annotated[BuilderName, typer.Option(help="docker: inside AWS's image of the runtime")] = BuilderName.UV,
    check: Annotated[bool, typer.Option(help="sizes, shared objects, and imports from the zips alone")] = True,
    largest: Annotated[bool, typer.Option("--largest", help="show the ten largest packages")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print what was built and found as JSON")] = False,
) -> None:
    """Build the functions' zips and the dependency layers into build/, for Lambda from any host, and check them.

    Exit code 1: something cannot be built, or a check found something.
    """
    from cli.package.build import package

    architecture = arch.value if arch else None
    if not package(function, architecture, builder.value, checked=check, show_largest=largest, as_json=as_json):
        raise typer.Exit(1)


@app.command()
def versions(
    stack: StackOption = "local",
    delete_old: Annotated[
        bool,
        typer.Option("--delete-old", help="delete what no alias stands for, except the version before the live one"),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="do not ask")] = False,
) -> None:
    """List the published versions of each function; old ones cost storage, and with snapStart money.

    A stack in AWS is asked with your own credentials.
    """
    from cli.versions import show_versions

    if yes and not delete_old:
        raise UserError("--yes is for --delete-old: nothing else is asked about")
    show_versions(stack, delete_old=delete_old, yes=yes)


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
    from cli.secrets.set_value import set_secret

    set_secret(name, stack)


@secrets_app.command("list")
def secrets_list(stack: StackOption = "local") -> None:
    """Which secrets there are, what for, whether they have a value, and how they are rotated. Never a value."""
    from cli.secrets.list_secrets import list_secrets

    list_secrets(stack)


@secrets_app.command("rotate")
def secrets_rotate(
    name: Annotated[str, typer.Argument(help="database-app or origin")],
    stack: StackOption = "local",
) -> None:
    """Rotate a secret and follow it to its end; no request fails meanwhile."""
    from cli.secrets.rotate import rotate_secret

    rotate_secret(name, stack)


def main() -> None:
    """Runs the command; what its user can mend is one line on standard error and exit code 1."""
    try:
        app()
    except UserError as error:
        from cli.shared.text import plain

        # It may quote what a server or a model said.
        lines = "\n".join(plain(line).plain for line in str(error).splitlines())
        print(f"alex: {lines}", file=sys.stderr)  # noqa: T201
        sys.exit(1)


if __name__ == "__main__":
    main()
