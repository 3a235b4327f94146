"""`alex policy show`: one rule of the policy pack."""

from __future__ import annotations

import difflib
import json
from typing import Any

from rich.syntax import Syntax
from rich.text import Text

from cli.policy.sources import covering_tests, source_of
from cli.shared.errors import UsageError
from cli.shared.process.output import console, print_json
from cli.shared.stack_settings import require_stack
from policies.controls import load
from policies.engine import ResourceRule
from policies.engine.rule import Rule, level_of
from policies.examples import examples
from policies.pack import RULES
from policies.report_view import level_text, severity_text


def show_rule(name: str, stack: str, *, as_json: bool = False) -> None:
    """Prints why the rule exists, and how to fix a violation. Raises UsageError for an unknown rule or stack."""
    require_stack(stack)
    rule = _find(name)
    if as_json:
        print_json(_json(rule, stack))
        return
    level, severity = level_text(level_of(rule, stack)), severity_text(rule.severity)
    console.print(Text.assemble((rule.name, "bold"), "  ", level, ", ", severity))
    console.print(Text(f"{rule.title}\n"))
    for heading, text in _parts(rule):
        is_link = text.startswith("https://")
        console.print(Text.assemble((f"{heading}: ", "bold"), text), soft_wrap=is_link)
    example = examples()[rule.name]
    names = f"; {', '.join(example.refers_to)}: from your program" if example.refers_to else ""
    console.print(Text.assemble(("\nExample", "bold"), f" in Pulumi Python{names}\n"))
    # Not wrapped, so that it can be copied.
    highlighted = Syntax("", "python", background_color="default").highlight(example.code.rstrip())
    console.print(highlighted, soft_wrap=True)


def _parts(rule: Rule) -> list[tuple[str, str]]:
    parts = [("Why", rule.why), ("Fix", rule.fix)]
    parts += [
        (f"Option {name}", f"{option.schema.get('description', '')} Default: {json.dumps(option.default)}")
        for name, option in rule.options.items()
    ]
    if isinstance(rule, ResourceRule) and rule.remediate:
        parts.append(("Remediation", "Pulumi fixes the resource itself at the level remediate."))
    controls = [f"\n  {control.label}  {control.title}" for control in load() if rule.name in control.rules]
    if controls:
        parts.append(("Controls", "".join(controls)))
    if rule.documentation:
        parts.append(("Documentation", rule.documentation))
    parts.append(("Resource types", ", ".join(rule.types)))
    parts.append(("Source", source_of(rule)))
    if tests := covering_tests(rule):
        parts.append(("Tests", ", ".join(tests)))
    return parts


def _find(name: str) -> Rule:
    names = {rule.name: rule for rule in RULES}
    if name not in names:
        near = difflib.get_close_matches(name, names, n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; `alex policy list` shows all rules"
        raise UsageError(f"there is no rule {name}{hint}")
    return names[name]


def _json(rule: Rule, stack: str) -> dict[str, Any]:
    return {
        "name": rule.name,
        "title": rule.title,
        "level": level_of(rule, stack).value,
        "severity": rule.severity.value,
        "why": rule.why,
        "fix": rule.fix,
        "options": {name: {**option.schema, "default": option.default} for name, option in rule.options.items()},
        "controls": list(rule.controls),
        "documentation": rule.documentation,
        "types": list(rule.types),
        "remediation": isinstance(rule, ResourceRule) and rule.remediate is not None,
        "example": examples()[rule.name].code,
        "source": source_of(rule),
        "tests": covering_tests(rule),
    }
