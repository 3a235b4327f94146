"""`alex policy`."""

from __future__ import annotations

import typer

from cli.shared.options import JsonOption, SettingsOption

app = typer.Typer(help="Show the rules that every stack must pass.", no_args_is_help=True)


@app.command("list")
def policy_list(stack: SettingsOption = "prod", as_json: JsonOption = False) -> None:
    """List the policy rules with enforcement level, severity and the published controls each covers."""
    from cli.policy.rules import list_rules

    list_rules(stack, as_json=as_json)
