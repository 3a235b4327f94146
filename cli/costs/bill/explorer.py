"""Cost Explorer: what AWS has billed this month by service, and its forecast. Each request costs 0.01 USD.

AWS groups a bill by service and filters it by tags. Its forecast can be neither grouped nor filtered by tags
(GetCostForecast: no GroupBy, and no tags among the filters).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from botocore.exceptions import ClientError

from cli.shared.stack_account import error_code, told

REQUEST_USD = 0.01
#: Of one look: the bill and the forecast.
REQUESTS = 2
_WHAT = "Cost Explorer does not tell"
#: As the budget: credits and refunds would hide what the stack costs.
_NOT_CREDITS = {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund"]}}}


@dataclass(frozen=True)
class Scope:
    """Whose costs."""

    account: str
    """12 digits: the management account of an organisation sees the others' too."""
    tags: Mapping[str, str]
    """Of the stack; empty for the whole account."""


def spent_by_service(explorer: Any, scope: Scope, start: date, end: date) -> dict[str, float]:
    """US dollars from `start` until the day before `end`. Raises UserError."""
    found: dict[str, float] = defaultdict(float)
    page: dict[str, str] = {}
    with told(_WHAT):
        while True:
            answer = explorer.get_cost_and_usage(
                TimePeriod={"Start": start.isoformat(), "End": end.isoformat()},
                Granularity="MONTHLY",
                Metrics=["UnblendedCost"],
                GroupBy=[{"Type": "DIMENSION", "Key": "SERVICE"}],
                Filter={"And": [_NOT_CREDITS, _of_account(scope), *_tagged(scope)]},
                **page,
            )
            for group in (group for period in answer["ResultsByTime"] for group in period["Groups"]):
                found[group["Keys"][0]] += float(group["Metrics"]["UnblendedCost"]["Amount"])
            if "NextPageToken" not in answer:
                return dict(found)
            page = {"NextPageToken": answer["NextPageToken"]}


def forecast(explorer: Any, account: str, start: date, end: date) -> float | None:
    """US dollars that AWS expects from `start`, today at the latest, until the day before `end`, of the whole account.

    None while AWS has too little history. Raises UserError.
    """
    with told(_WHAT):
        try:
            answer = explorer.get_cost_forecast(
                TimePeriod={"Start": start.isoformat(), "End": end.isoformat()},
                Metric="UNBLENDED_COST",
                # Days are those of the period alone.
                Granularity="DAILY",
                Filter={"And": [_NOT_CREDITS, _of_account(Scope(account, {}))]},
            )
        except ClientError as error:
            if error_code(error) == "DataUnavailableException":
                return None
            raise
    return float(answer["Total"]["Amount"])


def _of_account(scope: Scope) -> dict[str, Any]:
    return {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [scope.account]}}


def _tagged(scope: Scope) -> list[dict[str, Any]]:
    return [{"Tags": {"Key": key, "Values": [value]}} for key, value in scope.tags.items()]
