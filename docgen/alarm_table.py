"""The alarm catalogue as a table: what each kind of alarm notices, and what sets it off in a test."""

from __future__ import annotations

from collections.abc import Sequence

from components.foundation.functions import FUNCTIONS
from components.foundation.names import Names
from components.monitoring.alarm import Alarm
from components.monitoring.all_alarms import all_alarms
from components.monitoring.system_alarms import waf_alarm
from docgen.alarm_causes import CAUSES, NOT_DRIVEN, cause_of


def alarm_table() -> str:
    """One row for each runbook, in the catalogue's order."""
    names = Names("alex", "prod", "us-east-1", "0" * 12)
    kinds: dict[str, list[Alarm]] = {}
    for row in (*all_alarms(names, FUNCTIONS, "api"), waf_alarm(names.prefix)):
        kinds.setdefault(row.runbook, []).append(row)
    lines = [_row(runbook, rows) for runbook, rows in kinds.items()]
    return "\n".join(["| alarm | severity | what sets it off in the test | runbook |", "|---|---|---|---|", *lines])


def _row(runbook: str, rows: Sequence[Alarm]) -> str:
    cause = cause_of(runbook)
    what = CAUSES[cause].what if cause else f"*Nothing does.* {NOT_DRIVEN[runbook]}"
    return f"| {_names(rows)} | {rows[0].severity} | {what} | [{runbook}](runbooks/{runbook}.md) |"


def _names(rows: Sequence[Alarm]) -> str:
    """The row's own name; of rows that one function has each, what their names have in common."""
    functions = {f"{spec.name}-" for spec in FUNCTIONS}
    ends = {row.name.removeprefix(start) for row in rows for start in functions if row.name.startswith(start)}
    if len(rows) > 1 and len(ends) == 1:
        return f"`<function>-{ends.pop()}`, {len(rows)} of them"
    return ", ".join(f"`{row.name}`" for row in rows)
