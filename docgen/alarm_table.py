"""The alarms as a table: threshold of each kind, the cause that triggers it in a test, and the runbook."""

from __future__ import annotations

from collections.abc import Sequence

from components.foundation.functions import FUNCTIONS
from components.foundation.names import Names
from components.foundation.self_hosted.names import LangfuseNames
from components.langfuse.alarms import Watched, langfuse_alarms
from components.monitoring.alarm import Alarm
from components.monitoring.all_alarms import all_alarms
from components.monitoring.system_alarms import waf_alarm
from docgen.alarm_causes import CAUSES, NOT_DRIVEN, cause_of
from docgen.alarm_rates import RATES
from docgen.markdown import table


def alarm_table() -> str:
    """A row for each runbook, in the order of the alarms."""
    names = Names("alex", "prod", "us-east-1", "0" * 12)
    kinds: dict[str, list[Alarm]] = {}
    langfuse = langfuse_alarms(Watched(LangfuseNames(names), "balancer", "targets", "files"))
    for row in (*all_alarms(names, FUNCTIONS, "api"), waf_alarm(names.prefix), *langfuse):
        kinds.setdefault(row.runbook, []).append(row)
    lines = [_row(runbook, rows) for runbook, rows in kinds.items()]
    return table(
        "| alarm | severity | fires when | slowest rate that fires it | trigger in the test | runbook |", lines
    )


def _row(runbook: str, rows: Sequence[Alarm]) -> str:
    cause = cause_of(runbook)
    trigger = CAUSES[cause].event if cause else f"*None.* {NOT_DRIVEN[runbook]}"
    link = f"[{runbook}](runbooks/{runbook}.md)"
    cells = (_names(rows), rows[0].severity, _condition(rows), RATES[runbook].event, trigger, link)
    return f"| {' | '.join(cells)} |"


def _condition(rows: Sequence[Alarm]) -> str:
    """The description of the first alarm, which states its threshold, without the name of its function."""
    subject, separator, rest = rows[0].description.partition(": ")
    if separator and subject in {spec.title for spec in FUNCTIONS}:
        return rest[0].upper() + rest[1:]
    return rows[0].description


def _names(rows: Sequence[Alarm]) -> str:
    """The alarm's name; for an alarm that every function has, the pattern of the names."""
    functions = {f"{spec.name}-" for spec in FUNCTIONS}
    ends = {row.name.removeprefix(start) for row in rows for start in functions if row.name.startswith(start)}
    if len(rows) > 1 and len(ends) == 1:
        return f"`<function>-{ends.pop()}`, {len(rows)} of them"
    return ", ".join(f"`{row.name}`" for row in rows)
