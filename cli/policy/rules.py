"""`alex policy list`: the rules of the policy pack."""

from __future__ import annotations

from rich.text import Text

from cli.shared.console import console
from cli.shared.stack_settings import require_stack
from cli.shared.tables import Column, Sheet
from policies.engine import Level
from policies.engine.rule import level_of
from policies.pack import RULES

_STYLES = {Level.MANDATORY: "red", Level.ADVISORY: "yellow"}


def list_rules(stack: str) -> None:
    """Prints every rule with its enforcement level in this stack. Raises UsageError for an unknown stack."""
    require_stack(stack)
    table = Sheet(
        Column("rule", least=34),
        Column("level"),
        Column("severity", spare=1),
        Column("controls", least=16, spare=0),
        title=f"{len(RULES)} rules, stack {stack}",
    )
    for rule in sorted(RULES, key=lambda rule: rule.name):
        level = level_of(rule, stack)
        name = Text(rule.name, style="bold").append(f"\n{rule.title}", style="not bold dim")
        controls = "\n".join(rule.controls)
        table.add_row(name, Text(level.value, style=_STYLES[level]), rule.severity.value, controls)
    console.print(table)
