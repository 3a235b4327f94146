"""Where the month leads, service by service: the bill so far at the same pace, beside the estimate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cli.costs.bill.services import BEDROCK, billed_as


@dataclass(frozen=True)
class ServiceCost:
    """US dollars."""

    service: str
    """As Cost Explorer names it."""
    so_far_usd: float
    month_usd: float
    """At the pace so far."""
    estimate_usd: float
    """Of the whole month."""


@dataclass(frozen=True)
class Forecast:
    start: date
    today: date
    """The bill ends the day before."""
    end: date
    services: tuple[ServiceCost, ...]
    """The dearest month first."""
    whole_account: bool
    """False: of the stack's tags, and of models as the jobs have them."""
    rest_usd: float | None
    """What AWS expects from today until the month's end, of the whole account; None while it cannot tell."""

    @property
    def total(self) -> ServiceCost:
        return ServiceCost(
            "total",
            sum(each.so_far_usd for each in self.services),
            sum(each.month_usd for each in self.services),
            sum(each.estimate_usd for each in self.services),
        )

    @property
    def aws_usd(self) -> float | None:
        """AWS's forecast of the month; None where the bill is not that of the whole account, or there is none."""
        return self.total.so_far_usd + self.rest_usd if self.whole_account and self.rest_usd is not None else None


def projected(
    period: tuple[date, date, date],
    billed: Mapping[str, float],
    estimated: Mapping[str, float],
    models_usd: float | None,
    rest_usd: float | None,
) -> Forecast:
    """
    Args:
        period: first day of the month, today, first day of the next. At least one day has passed.
        billed: US dollars before today, by service.
        estimated: of the whole month.
        models_usd: the jobs' cost before today, where `billed` is of the stack's tags; None for the whole account.
    """
    start, today, end = period
    spent: dict[str, float] = defaultdict(float)
    for service, usd in billed.items():
        spent[billed_as(service)] += usd
    if models_usd is not None:
        spent[BEDROCK] += models_usd
    pace = (end - start) / (today - start)
    rows = [
        ServiceCost(service, spent.get(service, 0.0), spent.get(service, 0.0) * pace, estimated.get(service, 0.0))
        for service in spent.keys() | estimated.keys()
    ]
    rows.sort(key=lambda row: (-row.month_usd, -row.estimate_usd, row.service))
    return Forecast(start, today, end, tuple(rows), models_usd is None, rest_usd)
