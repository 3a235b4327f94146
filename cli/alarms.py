"""`alex alarms`: every alarm of a stack, its state, since when, and what to read when it is on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import boto3
from rich.console import Console
from rich.text import Text

from cli.doctor.target import LOCAL_STACK
from cli.shared.errors import UserError
from cli.shared.stack_account import account_of, told
from cli.shared.tables import Column, Sheet
from cli.shared.text import plain
from components.foundation.functions import FUNCTIONS
from components.foundation.names import Names
from components.monitoring.all_alarms import all_alarms
from components.monitoring.system_alarms import waf_alarm

#: The firewall's metrics, and so its alarm, are there whatever the stack's region.
_FIREWALL_REGION = "us-east-1"
_MARKS = {"ALARM": "red", "OK": "green", "INSUFFICIENT_DATA": "yellow"}
#: What is on comes first, and of that what users notice.
_ORDER = {"ALARM": 0, "INSUFFICIENT_DATA": 1, "OK": 2}
_SEVERITY_ORDER = {"critical": 0, "warning": 1}


@dataclass(frozen=True)
class AlarmState:
    name: str
    """Without the stack, e.g. `api-5xx`."""
    severity: str
    state: str
    """OK, ALARM or INSUFFICIENT_DATA."""
    since: str
    """ISO 8601, UTC."""
    reason: str
    runbook: str
    """Page in `docs/runbooks/`."""


def show_alarms(stack: str, *, only_on: bool, as_json: bool) -> None:
    """Prints the alarms of the `alex up` that is running, or of a stack in AWS with your own credentials.

    Raises:
        UserError: nothing is running, no such stack, or AWS does not answer.
    """
    with told(f"stack {stack}: its alarms could not be read"):
        states = alarm_states(stack, *_clients(stack))
    shown = [state for state in states if state.state == "ALARM" or not only_on]
    if as_json:
        print(json.dumps([asdict(state) for state in shown], indent=2))  # noqa: T201
    else:
        print_alarms(stack, shown, states, Console(highlight=False))


def alarm_states(stack: str, *clients: Any) -> list[AlarmState]:
    """The catalogue's alarms as CloudWatch has them, what is on first. Raises UserError when the stack has none.

    Args:
        clients: boto3 `cloudwatch` clients of the regions that the stack's alarms are in.
    """
    prefix = f"alex-{stack}-"
    names = Names("alex", stack, _FIREWALL_REGION, "0" * 12)
    rows = {row.name: row for row in (*all_alarms(names, FUNCTIONS, "api"), waf_alarm(names.prefix))}
    found = {
        alarm["AlarmName"].removeprefix(prefix): alarm for client in clients for alarm in _described(client, prefix)
    }
    if not found:
        raise UserError(f"stack {stack}: it has no alarms in {', '.join(_regions(clients))}")
    states = [
        AlarmState(
            name=name,
            severity=rows[name].severity,
            state=alarm["StateValue"],
            since=_instant(alarm).isoformat(timespec="seconds"),
            reason=alarm.get("StateReason", ""),
            runbook=f"docs/runbooks/{rows[name].runbook}.md",
        )
        for name, alarm in found.items()
        if name in rows
    ]
    return sorted(states, key=lambda one: (_ORDER[one.state], _SEVERITY_ORDER[one.severity], one.name))


def print_alarms(stack: str, shown: list[AlarmState], states: list[AlarmState], console: Console) -> None:
    on = sum(state.state == "ALARM" for state in states)
    if shown:
        table = Sheet(
            Column("alarm"),
            Column("severity", spare=1),
            Column("state"),
            Column("since (UTC)", spare=0),
            Column("runbook", spare=2),
        )
        for one in shown:
            since = datetime.fromisoformat(one.since).strftime("%Y-%m-%d %H:%M:%S")
            state = Text(one.state, style=_MARKS[one.state])
            table.add_row(plain(one.name), plain(one.severity), state, since, plain(one.runbook))
        console.print(table)
    console.print(f"stack {stack}: {on} of {len(states)} alarms are on")


def _described(client: Any, prefix: str) -> Iterator[dict[str, Any]]:
    pages = client.get_paginator("describe_alarms").paginate(AlarmNamePrefix=prefix, AlarmTypes=["MetricAlarm"])
    for page in pages:
        yield from page["MetricAlarms"]


def _instant(alarm: dict[str, Any]) -> datetime:
    # AWS tells when the state changed; the embedded AWS only when it was last written, which there is the same.
    return (alarm.get("StateTransitionedTimestamp") or alarm["StateUpdatedTimestamp"]).astimezone(UTC)


def _regions(clients: tuple[Any, ...]) -> list[str]:
    return [client.meta.region_name for client in clients]


def _clients(stack: str) -> list[Any]:
    home = account_of(stack).client("cloudwatch")
    if stack == LOCAL_STACK or home.meta.region_name == _FIREWALL_REGION:
        return [home]
    return [home, boto3.client("cloudwatch", region_name=_FIREWALL_REGION)]
