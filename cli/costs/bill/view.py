"""`alex costs --forecast`: asks Cost Explorer once, after the user has agreed to its price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time

from rich.console import Console
from rich.text import Text

from cli.costs.bill.explorer import REQUEST_USD, REQUESTS, Scope, forecast, spent_by_service
from cli.costs.bill.forecast import Forecast, ServiceCost, projected
from cli.costs.bill.services import BEDROCK, estimated_by_service
from cli.costs.booked import BookedCosts
from cli.costs.month import end_of_month, start_of_month
from cli.costs.month_view import planned
from cli.shared.account import Account
from cli.shared.console import confirmed
from cli.shared.errors import UsageError, UserError
from cli.shared.process.output import CommandConsole, print_json
from cli.shared.project import LOCAL_STACK, ROOT
from cli.shared.stack_account import account_of, told
from cli.shared.stack_settings import stack_settings
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import cents, plain
from cli.trace.model import JsonObject
from estimate.month import estimate
from estimate.workload import Workload

_ACTIVATED = "alex:activateCostTags"
_LEAST = 0.005


def show_forecast(stack: str, *, yes: bool, as_json: bool, at: datetime | None = None) -> None:
    """Prints the bill so far and where it leads.

    Args:
        yes: whether the user need not be asked.
        at: time in UTC; now by default.

    Raises:
        UserError: no day of the month has passed, the jobs cannot be read, or Cost Explorer does not answer.
        UsageError: the stack has no bill.
    """
    if stack == LOCAL_STACK:
        raise UsageError("--forecast: nothing on this machine is billed", "alex costs --forecast --stack prod")
    now = at or datetime.now(UTC)
    if now.day == 1:
        raise UserError("no day of this month is on the bill yet", "ask tomorrow")
    account = account_of(stack)
    estimated, models_usd = _expected(account, now)
    scope = _scope(account)
    price = REQUESTS * REQUEST_USD
    if not (yes or confirmed(f"Ask Cost Explorer? {REQUESTS} requests cost {price:.2f} USD")):
        print("nothing was asked")  # noqa: T201
        return
    explorer = account.client("ce")
    period = (start_of_month(now).date(), now.date(), end_of_month(now).date())
    billed = spent_by_service(explorer, scope, period[0], period[1])
    rest = forecast(explorer, scope.account, period[1], period[2])
    found = projected(period, billed, estimated, models_usd if scope.tags else None, rest)
    if as_json:
        print_json(forecast_json(found, stack))
    else:
        print_forecast(found, stack, scope.tags, CommandConsole())


def _expected(account: Account, now: datetime) -> tuple[dict[str, float], float]:
    """The month's estimate by service at the pace of its analyses, and what the models of jobs before today cost."""
    booked, start = BookedCosts(account), start_of_month(now)
    today = datetime.combine(now.date(), time(), UTC)
    whole, since_midnight = booked.total(start), booked.total(today)
    load = Workload(analyses=whole.jobs * ((end_of_month(now) - start) / (now - start)))
    lines = estimate(planned(account.stack), load).lines
    return estimated_by_service(lines), whole.cost_usd - since_midnight.cost_usd


def _scope(account: Account) -> Scope:
    settings = stack_settings(account.stack, ROOT)
    with told():
        names = account.names()
    tags = {"Project": names.project, "Environment": settings.get("alex:environment", "")}
    return Scope(names.account, tags if settings.get(_ACTIVATED) == "true" else {})


def print_forecast(found: Forecast, stack: str, tags: Mapping[str, str], console: Console) -> None:
    """`tags`: those that the bill is filtered by; resources of any stack may carry them."""
    filtered = ", ".join(f"{key}={value}" for key, value in tags.items())
    whose = "the whole account" if found.whole_account else f"{stack} ({filtered})"
    heading = f"Bill of {whose}, {found.start} until {found.today} (USD)"
    console.print(Text(heading, style="dim"), soft_wrap=True)
    table = Sheet(Column("service", least=24), *figures("so far", "month", "estimate", spare=("estimate",)))
    shown = [each for each in found.services if max(each.month_usd, each.estimate_usd) >= _LEAST]
    for each in shown:
        table.add_row(plain(each.service), *_cells(each))
    table.add_section()
    table.add_row("total", *_cells(found.total), style="bold")
    console.print(table)
    for note in _notes(found, stack):
        console.print(Text(note, style="dim"), soft_wrap=True)


def _cells(each: ServiceCost) -> list[str]:
    return [cents(usd) for usd in (each.so_far_usd, each.month_usd, each.estimate_usd)]


def _notes(found: Forecast, stack: str) -> list[str]:
    days = (found.today - found.start).days
    notes = [
        f"month: at the pace of its first {days} days, before credits and refunds; the last day may be incomplete."
    ]
    if found.whole_account:
        notes.append(f"{_ACTIVATED} is not true: the bill cannot tell {stack} from the rest of the account.")
    else:
        notes.append(f"{BEDROCK}: from the jobs, because AWS bills models without tags.")
    if found.rest_usd is None:
        notes.append("AWS has too little history for a forecast.")
    elif found.aws_usd is not None:
        notes.append(f"AWS forecasts {found.aws_usd:,.2f} USD for the month.")
    else:
        notes.append(
            f"AWS forecasts {found.rest_usd:,.2f} USD for the rest of the month, of the whole account: "
            "it has no forecast by tag."
        )
    return notes


def forecast_json(found: Forecast, stack: str) -> JsonObject:
    """USD are not rounded. `aws_rest_usd` and `aws_month_usd` are AWS's forecasts of the whole account, or null."""
    return {
        "stack": stack,
        "since": _day(found.start),
        "until": _day(found.today),
        "whole_account": found.whole_account,
        "services": [asdict(each) for each in found.services],
        "total": asdict(found.total),
        "aws_rest_usd": found.rest_usd,
        "aws_month_usd": found.aws_usd,
    }


def _day(day: date) -> str:
    return day.isoformat()
