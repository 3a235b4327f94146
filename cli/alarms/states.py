"""A stack's alarms as CloudWatch has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cli.shared.account import Account
from cli.shared.errors import UserError
from cli.shared.project import LOCAL_STACK
from cli.shared.stack_account import account_of, session_in, told
from components.foundation.functions import ALL_FUNCTIONS
from components.foundation.names import Names
from components.foundation.self_hosted.names import LangfuseNames
from components.langfuse.alarms import Watched, langfuse_alarms
from components.monitoring.all_alarms import all_alarms
from components.monitoring.system_alarms import waf_alarm

#: Region of the WAF's metrics, and so of its alarm, for every stack.
_WAF_REGION = "us-east-1"
#: Firing alarms come first, among them those that users notice.
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


def read_alarms(stack: str) -> list[AlarmState]:
    """The alarms of the running `alex up`, or of a stack in AWS. Raises UserError when they cannot be read."""
    with told(f"stack {stack}: its alarms cannot be read"):
        return alarm_states(stack, *_clients(stack))


def alarm_states(stack: str, *clients: Any) -> list[AlarmState]:
    """The stack's alarms, firing ones first. Raises UserError when it has none.

    Args:
        clients: boto3 `cloudwatch` clients of the regions with alarms of the stack.
    """
    prefix = f"alex-{stack}-"
    names = Names("alex", stack, _WAF_REGION, "0" * 12)
    langfuse = langfuse_alarms(Watched(LangfuseNames(names), "balancer", "targets", "files"))
    rows = {row.name: row for row in (*all_alarms(names, ALL_FUNCTIONS, "api"), waf_alarm(names.prefix), *langfuse)}
    described = (alarm for client in clients for alarm in _described(client, prefix))
    named = {alarm["AlarmName"].removeprefix(prefix): alarm for alarm in described}
    # Those of the stack `prod-eu` begin like those of `prod`.
    found = {name: alarm for name, alarm in named.items() if name in rows}
    if not found:
        regions = ", ".join(client.meta.region_name for client in clients)
        raise UserError(f"stack {stack}: no alarms in {regions}", "check that it is deployed in this account")
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
    ]
    return sorted(states, key=lambda alarm: (_ORDER[alarm.state], _SEVERITY_ORDER[alarm.severity], alarm.name))


def _described(client: Any, prefix: str) -> Iterator[dict[str, Any]]:
    pages = client.get_paginator("describe_alarms").paginate(AlarmNamePrefix=prefix, AlarmTypes=["MetricAlarm"])
    for page in pages:
        yield from page["MetricAlarms"]


def _instant(alarm: dict[str, Any]) -> datetime:
    # The embedded AWS lacks the transition time. There, the last update is the transition.
    return (alarm.get("StateTransitionedTimestamp") or alarm["StateUpdatedTimestamp"]).astimezone(UTC)


def _clients(stack: str) -> list[Any]:
    home = account_of(stack).client("cloudwatch")
    if stack == LOCAL_STACK or home.meta.region_name == _WAF_REGION:
        return [home]
    return [home, Account(stack, session_in(_WAF_REGION)).client("cloudwatch")]
