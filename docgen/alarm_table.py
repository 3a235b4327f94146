"""The alarms as a table: threshold of each kind, its cause in a test, and its runbook."""

from __future__ import annotations

from collections.abc import Sequence

from components.foundation.functions import FUNCTIONS
from components.foundation.names import Names
from components.monitoring.alarm import Alarm
from components.monitoring.all_alarms import all_alarms
from components.monitoring.system_alarms import waf_alarm
from docgen.alarm_causes import CAUSES, NOT_DRIVEN, cause_of


def alarm_table() -> str:
    """One row per runbook, in the order of the catalogue."""
    names = Names("alex", "prod", "us-east-1", "0" * 12)
    kinds: dict[str, list[Alarm]] = {}
    for row in (*all_alarms(names, FUNCTIONS, "api"), waf_alarm(names.prefix)):
        kinds.setdefault(row.runbook, []).append(row)
    lines = [_row(runbook, rows) for runbook, rows in kinds.items()]
    head = "| alarm | severity | fires when | cause in the test | runbook |"
    return "\n".join([head, "|---|---|---|---|---|", *lines])


def _row(runbook: str, rows: Sequence[Alarm]) -> str:
    cause = cause_of(runbook)
    what = CAUSES[cause].what if cause else f"*None.* {NOT_DRIVEN[runbook]}"
    return f"| {_names(rows)} | {rows[0].severity} | {_condition(rows)} | {what} | [{runbook}](runbooks/{runbook}.md) |"


def _condition(rows: Sequence[Alarm]) -> str:
    """The description of the first alarm, which states its threshold, without the name of its function."""
    subject, separator, rest = rows[0].description.partition(": ")
    if separator and subject in {spec.title for spec in FUNCTIONS}:
        return rest[0].upper() + rest[1:]
    return rows[0].description


def _names(rows: Sequence[Alarm]) -> str:
    """The alarm's name; for alarms of single functions, the common part of their names."""
    functions = {f"{spec.name}-" for spec in FUNCTIONS}
    ends = {row.name.removeprefix(start) for row in rows for start in functions if row.name.startswith(start)}
    if len(rows) > 1 and len(ends) == 1:
        return f"`<function>-{ends.pop()}`, {len(rows)} of them"
    return ", ".join(f"`{row.name}`" for row in rows)
