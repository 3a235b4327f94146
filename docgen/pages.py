"""The generated parts of pages in `docs/`, each between `<!-- generated: NAME -->` and `<!-- end: NAME -->`.

To add a part: put the two marks into a page of `FILES` and a function into `_PARTS`, then `make docs`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from cli.iam.implied import IMPLIED
from docgen.alarm_table import alarm_table
from docgen.cost_tables import choices_table, cost_table, dearest_table
from docgen.diagrams import component_diagram, component_table, function_table, job_diagram
from docgen.limit_tables import refusal_table, time_limit_table
from docgen.markdown import table
from docgen.model_table import model_error_table, model_incident_table
from docgen.wings import wing_diagram, wing_table
from local.engine.not_emulated import NOT_EMULATED, WITHOUT_EFFECT, unemulated
from local.engine.preview import Preview
from local.fake_model.behaviours import AGENTS, BEHAVIOURS

ROOT = Path(__file__).resolve().parent.parent
FILES = (
    "docs/alarms.md",
    "docs/architecture.md",
    "docs/cost.md",
    "docs/least-privilege.md",
    "docs/models.md",
    "docs/reliability.md",
    "docs/running-locally.md",
)
_PART = re.compile(r"(?<=<!-- generated: )(?P<name>[\w-]+) -->\n.*?(?=<!-- end: (?P=name) -->)", re.DOTALL)


def written(text: str, planned: Preview) -> str:
    """The page with its parts generated from the current code. Raises KeyError for an unknown part."""
    return _PART.sub(lambda part: f"{part['name']} -->\n\n{_PARTS[part['name']](planned)}\n\n", text)


def not_emulated_table(_: Preview) -> str:
    """Resource types that the embedded AWS does not create, with the reason; some are in stacks of other settings."""
    reasons = unemulated(NOT_EMULATED)
    return table("| resource type | reason |", [f"| `{type_}` | {reason} |" for type_, reason in reasons.items()])


def without_effect_table(_: Preview) -> str:
    return table("| feature | reason |", [f"| {feature} | {reason} |" for feature, reason in WITHOUT_EFFECT.items()])


def behaviour_table() -> str:
    """The fake model's misbehaviours."""
    rows = [
        f"| `{name}` | {one.summary} | {'all' if one.agents == AGENTS else ', '.join(one.agents)} | "
        f"{'every turn' if one.lasts else 'once'} |"
        for name, one in BEHAVIOURS.items()
    ]
    return table("| behaviour | the model | agents | by default |", rows)


def implied_grants_table(_: Preview) -> str:
    rows = [f"| {row.role} | {', '.join(f'`{action}`' for action in row.actions)} | {row.reason} |" for row in IMPLIED]
    return table("| role | actions | why their use is not seen |", rows)


_PARTS: dict[str, Callable[[Preview], str]] = {
    "alarm-table": lambda _: alarm_table(),
    "wing-diagram": lambda _: wing_diagram(),
    "wing-table": lambda _: wing_table(),
    "job-diagram": lambda _: job_diagram(),
    "component-diagram": component_diagram,
    "function-table": lambda _: function_table(),
    "component-table": component_table,
    "not-emulated": not_emulated_table,
    "without-effect": without_effect_table,
    "behaviours": lambda _: behaviour_table(),
    "cost": cost_table,
    "dearest": dearest_table,
    "choices": choices_table,
    "implied-grants": implied_grants_table,
    "time-limits": lambda _: time_limit_table(),
    "refusals": lambda _: refusal_table(),
    "model-errors": lambda _: model_error_table(),
    "model-incidents": lambda _: model_incident_table(),
}
