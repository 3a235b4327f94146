"""`alex policy`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.policy.forms import Form
from cli.shared.errors import refuse_together
from cli.shared.options import By, ByOption, JsonOption, SettingsOption

app = typer.Typer(help="Show the rules that every stack must pass.", no_args_is_help=True)


@app.command("list")
def policy_list(stack: SettingsOption = "prod", as_json: JsonOption = False) -> None:
    """List the policy rules with enforcement level, severity and the published controls each covers."""
    from cli.policy.rules import list_rules

    list_rules(stack, as_json=as_json)


@app.command("show")
def policy_show(
    rule: Annotated[str, typer.Argument(help="name of a rule, e.g. waf-rate-limit")],
    stack: SettingsOption = "prod",
    as_json: JsonOption = False,
) -> None:
    """Show one policy rule: why it exists, how to fix a violation, its options and the controls it covers."""
    from cli.policy.show import show_rule

    show_rule(rule, stack, as_json=as_json)


@app.command("report")
def policy_report(
    stack: SettingsOption = "prod",
    form: Annotated[Form, typer.Option("--format", help="text, or sarif for code scanning")] = Form.TEXT,
    by: ByOption = By.RULE,
    as_json: JsonOption = False,
) -> None:
    """Check a stack's resources with the policy pack, offline, and show the findings alone.

    Exit code 1: Pulumi would refuse to deploy.
    """
    from cli.policy.report import report

    refuse_together({"--json": as_json, "--format": form is not Form.TEXT})
    raise typer.Exit(report(stack, form, by_resource=by is By.RESOURCE, as_json=as_json))
