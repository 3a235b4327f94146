"""Capacity that the database has used this month, from CloudWatch: average of each hour, zero while it is paused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cli.costs.month import Capacity
from cli.shared.account import Account
from cli.shared.errors import UserError
from cli.shared.project import LOCAL_STACK
from cli.shared.stack_account import told

_HOUR = 3600


def capacity_used(account: Account, instances: int, start: datetime, now: datetime) -> Capacity:
    """Of all instances of the stack's database. One request, at less than a thousandth of a cent."""
    if account.stack == LOCAL_STACK:
        return Capacity(None, "PostgreSQL on this machine has no Aurora capacity units")
    try:
        with told("CloudWatch does not tell"):
            averages = _averages(account, instances, start, now)
    except UserError as error:
        return Capacity(None, error.problem)
    return Capacity(sum(averages), "") if averages else Capacity(None, "CloudWatch has no data of it")


def _averages(account: Account, instances: int, start: datetime, now: datetime) -> list[float]:
    """ACU of each hour and instance that has data: with hours of one hour, also ACU-hours."""
    names = account.names()
    pages = account.client("cloudwatch").get_paginator("get_metric_data")
    found = pages.paginate(
        MetricDataQueries=[_query(number, names.of(str(number))) for number in range(1, instances + 1)],
        StartTime=start,
        EndTime=now,
    )
    return [value for page in found for result in page["MetricDataResults"] for value in result["Values"]]


def _query(number: int, instance: str) -> dict[str, Any]:
    metric = {
        "Namespace": "AWS/RDS",
        "MetricName": "ServerlessDatabaseCapacity",
        "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": instance}],
    }
    return {"Id": f"instance{number}", "MetricStat": {"Metric": metric, "Period": _HOUR, "Stat": "Average"}}
