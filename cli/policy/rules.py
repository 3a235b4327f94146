"""`alex policy list`: the rules of the policy pack."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from cli.shared.process.output import console, print_json
from cli.shared.stack_settings import require_stack
from cli.shared.tables import Column, Sheet
from policies.engine.rule import Rule, level_of
from policies.pack import RULES
from policies.report_view import level_text, severity_text


def list_rules(stack: str, *, as_json: bool = False) -> None:
    """Prints every rule with its enforcement level in this stack. Raises UsageError for an unknown stack."""
    require_stack(stack)
    rules = sorted(RULES, key=lambda rule: rule.name)
    if as_json:
        print_json([_json(rule, stack) for rule in rules])
        return
    longest = max(len(word) for rule in RULES for word in (rule.name, *" ".join(rule.controls).split()))
    table = Sheet(
        Column("rule, title, controls", least=longest),
        Column("level"),
        Column("severity", spare=0),
        title=f"{len(RULES)} rules, stack {stack}",
    )
    for rule in rules:
        text = Text.assemble((rule.name, "bold"), f"\n{rule.title}")
        if rule.controls:
            text.append(f"\n{', '.join(rule.controls)}", style="dim")
        table.add_row(text, level_text(level_of(rule, stack)), severity_text(rule.severity))
    console.print(table)


def _json(rule: Rule, stack: str) -> dict[str, Any]:
    return {
        "name": rule.name,
        "title": rule.title,
        "level": level_of(rule, stack).value,
        "severity": rule.severity.value,
        "controls": list(rule.controls),
        "fix": rule.fix,
    }
