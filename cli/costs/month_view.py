"""`alex costs --estimate`: the month so far beside its estimate, as a table or JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from rich.console import Console
from rich.text import Text

from cli.costs.booked import BookedCosts
from cli.costs.capacity import capacity_used
from cli.costs.month import Compared, Month, month_so_far, start_of_month
from cli.costs.report import By
from cli.preview.model import readable
from cli.shared.errors import UserError
from cli.shared.process.output import CommandConsole, print_json
from cli.shared.project import LOCAL_STACK, ROOT
from cli.shared.stack_account import account_of
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import plain
from cli.trace.model import JsonObject
from estimate.services.database import INSTANCE
from estimate.stack import stack_of
from local.engine.preview import PlannedResource, preview
from local.errors import LocalError


def show_month(stack: str, *, as_json: bool) -> None:
    """Prints the comparison. Raises UserError when the jobs cannot be read, or the stack cannot be previewed."""
    now, account = datetime.now(UTC), account_of(stack)
    booked = BookedCosts(account).report(By.AGENT, start_of_month(now))
    resources = planned(stack)
    instances = stack_of(resources).count(INSTANCE)
    capacity = capacity_used(account, instances, start_of_month(now), now)
    month = month_so_far(stack, resources, booked, capacity, now)
    if as_json:
        print_json(month_json(month))
    else:
        print_month(month, CommandConsole())


def planned(stack: str) -> tuple[PlannedResource, ...]:
    """The resources of the stack as its files have it now. Raises UserError."""
    try:
        return readable(preview(ROOT, stack)).resources
    except LocalError as error:
        raise UserError(error.problem, error.hint) from None


def print_month(month: Month, console: Console) -> None:
    console.print(
        Text(
            f"{month.start:%B %Y} until {month.now:%d %H:%M} UTC, {month.share:.1%} of the month, in {month.stack}: "
            f"{month.analyses:,} analyses, and the estimate for as many (USD)",
            style="dim",
        ),
        soft_wrap=True,
    )
    table = Sheet(
        Column("line", least=24),
        *figures("estimate", "measured", "difference", spare=("difference",)),
        Column("why", least=24),
    )
    for line in month.lines:
        table.add_row(plain(line.line), *_cells(line))
    table.add_section()
    estimated = sum(line.estimated_usd or 0.0 for line in month.known)
    measured = sum(line.measured_usd or 0.0 for line in month.known)
    both = Compared("lines with both figures", "other", estimated, measured, "")
    table.add_row(both.line, *_cells(both), style="bold")
    console.print(table)
    console.print(Text(_about_the_rest(month), style="dim"), soft_wrap=True)


def _cells(line: Compared) -> list[str | Text]:
    return [
        "no price" if line.estimated_usd is None else f"{line.estimated_usd:,.4f}",
        "unknown" if line.measured_usd is None else f"{line.measured_usd:,.4f}",
        _difference(line),
        plain(line.why),
    ]


def _difference(line: Compared) -> str:
    if (difference := line.difference_usd) is None:
        return ""
    share = f" ({difference / line.estimated_usd:+.0%})" if line.estimated_usd else ""
    return f"{difference:+,.4f}{share}"


def _about_the_rest(month: Month) -> str:
    if month.stack == LOCAL_STACK:
        return "Nothing is billed on this machine: these are the prices of AWS."
    return f"Cost Explorer has the bill by service, for some cents: alex costs --forecast --stack {month.stack}"


def month_json(month: Month) -> JsonObject:
    """USD are not rounded; null is what is not known."""
    return {
        "stack": month.stack,
        "since": month.start.isoformat(),
        "until": month.now.isoformat(),
        "share_of_month": month.share,
        "analyses": month.analyses,
        "lines": [{**asdict(line), "difference_usd": line.difference_usd} for line in month.lines],
    }
