"""The parts of `docs/` that are made from the code: `python -m docgen.pages` writes them anew.

Such a part stands between `<!-- generated: NAME -->` and `<!-- end: NAME -->`. A test proves that they are current.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from cli.iam.implied import IMPLIED
from docgen.alarm_table import alarm_table
from docgen.diagrams import component_diagram, component_table, function_table, job_diagram
from local.engine.not_emulated import WITHOUT_EFFECT, unemulated
from local.engine.preview import Preview, preview

ROOT = Path(__file__).resolve().parent.parent
FILES = ("docs/alarms.md", "docs/architecture.md", "docs/least-privilege.md", "docs/running-locally.md")
_PART = re.compile(r"(?<=<!-- generated: )(?P<name>[\w-]+) -->\n.*?(?=<!-- end: (?P=name) -->)", re.DOTALL)


def written(text: str, planned: Preview) -> str:
    """The page with its generated parts as they are now. Raises KeyError for a part that nothing makes."""
    return _PART.sub(lambda part: f"{part['name']} -->\n\n{_PARTS[part['name']](planned)}\n\n", text)


def not_emulated_table(planned: Preview) -> str:
    """Resource types of the program that the embedded AWS does not create."""
    reasons = unemulated(resource.type for resource in planned.resources)
    rows = [f"| `{type_}` | {reason} |" for type_, reason in reasons.items()]
    return "\n".join(["| resource type | why it is not created |", "|---|---|", *rows])


def without_effect_table(_: Preview) -> str:
    rows = [f"| {what} | {why} |" for what, why in WITHOUT_EFFECT.items()]
    return "\n".join(["| what | why it has no effect |", "|---|---|", *rows])


def implied_grants_table(_: Preview) -> str:
    rows = [f"| {row.role} | {', '.join(f'`{action}`' for action in row.actions)} | {row.reason} |" for row in IMPLIED]
    return "\n".join(["| role | actions | why their use is not seen |", "|---|---|---|", *rows])


_PARTS: dict[str, Callable[[Preview], str]] = {
    "alarm-table": lambda _: alarm_table(),
    "job-diagram": lambda _: job_diagram(),
    "component-diagram": component_diagram,
    "function-table": lambda _: function_table(),
    "component-table": component_table,
    "not-emulated": not_emulated_table,
    "without-effect": without_effect_table,
    "implied-grants": implied_grants_table,
}


def main() -> None:
    planned = preview(ROOT, "prod")
    for name in FILES:
        file = ROOT / name
        file.write_text(written(file.read_text(encoding="utf-8"), planned), encoding="utf-8")


if __name__ == "__main__":
    main()
