"""The `alex` command: assembles the commands, and turns errors into messages and exit codes.

Command modules import their implementation when they run: `alex --help` must not wait for Pulumi or boto3.
"""

from __future__ import annotations

import gc
import sys

import typer

from cli.alarms.command import alarms
from cli.costs.command import costs
from cli.doctor.command import doctor
from cli.evaluate.command import evaluate
from cli.iam.command import iam
from cli.jobs.command import jobs, redrive
from cli.logs.command import logs
from cli.migrate.command import migrate
from cli.package.command import package
from cli.policy.command import app as policy_app
from cli.portfolio.command import import_files, portfolio, prices_app, rates_app
from cli.preview.command import preview
from cli.run.command import analyze, demo, up
from cli.secrets.command import app as secrets_app
from cli.shared.options import VersionOption
from cli.shared.process.ending import run
from cli.shared.process.every_command import with_version
from cli.site.command import site
from cli.trace.command import trace
from cli.users.command import app as users_app
from cli.versions.command import versions

COMMANDS = (
    demo,
    up,
    analyze,
    portfolio,
    evaluate,
    trace,
    logs,
    costs,
    doctor,
    alarms,
    jobs,
    redrive,
    migrate,
    iam,
    preview,
    package,
    site,
    versions,
)

app = typer.Typer(
    name="alex",
    no_args_is_help=True,
    # Line breaks inside a paragraph of a docstring are no line breaks of the help.
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def alex(_version: VersionOption = False) -> None:
    """Deploy, run and inspect Alex, a multi-agent financial planner on AWS.

    Exit code 0: success. 1: a failure, or a finding. 2: wrong options or arguments. 130: interrupted. 141: the reader
    of the output went away.
    """


for command in COMMANDS:
    app.command()(command)
app.command("import")(import_files)
app.add_typer(prices_app, name="prices")
app.add_typer(rates_app, name="rates")
app.add_typer(policy_app, name="policy")
app.add_typer(secrets_app, name="secrets")
app.add_typer(users_app, name="users")
with_version(app)


def main() -> None:
    """Runs the command. Every error becomes a message on standard error, never a traceback."""
    try:
        sys.exit(run(app))
    finally:
        # The interpreter's last garbage collection would take seconds after Pulumi has been loaded.
        gc.freeze()


if __name__ == "__main__":
    main()
