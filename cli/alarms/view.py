"""`alex alarms`: firing alarms first, with start time and runbook."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from rich.console import Console
from rich.text import Text

from cli.alarms.states import AlarmState, read_alarms
from cli.shared.process.output import CommandConsole, print_json
from cli.shared.tables import Column, Sheet
from cli.shared.text import page, plain

_STYLES = {"ALARM": "red", "OK": "green", "INSUFFICIENT_DATA": "yellow"}


def show_alarms(stack: str, *, only_firing: bool, as_json: bool) -> None:
    """Prints the alarms. Raises UserError when they cannot be read."""
    alarms = read_alarms(stack)
    shown = [alarm for alarm in alarms if alarm.state == "ALARM" or not only_firing]
    if as_json:
        print_json([asdict(alarm) for alarm in shown])
    else:
        print_alarms(stack, shown, alarms, CommandConsole(highlight=False))


def print_alarms(stack: str, shown: list[AlarmState], alarms: list[AlarmState], console: Console) -> None:
    """Prints the alarms of `shown`, and how many of all `alarms` fire."""
    if shown:
        table = Sheet(
            Column("alarm"),
            Column("severity", spare=1),
            Column("state"),
            Column("since (UTC)", spare=0),
            Column("runbook", spare=2),
        )
        for alarm in shown:
            since = datetime.fromisoformat(alarm.since).strftime("%Y-%m-%d %H:%M:%S")
            state = Text(alarm.state, style=_STYLES[alarm.state])
            table.add_row(plain(alarm.name), plain(alarm.severity), state, since, page(alarm.runbook))
        console.print(table)
    firing = sum(alarm.state == "ALARM" for alarm in alarms)
    console.print(f"stack {stack}: {firing} of {len(alarms)} alarms firing")
