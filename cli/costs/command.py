"""`alex costs`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.costs.report import By
from cli.shared.errors import UsageError, refuse_together
from cli.shared.options import StackOption, YesOption
from cli.shared.project import LOCAL_STACK


def costs(
    by: Annotated[By | None, typer.Option(help="group by; default: agent")] = None,
    since: Annotated[
        str | None, typer.Option(help="12h, 7d, 4w, or a date such as 2026-11-01 (UTC); default: 30d")
    ] = None,
    per_analysis: Annotated[
        bool, typer.Option("--per-analysis", help="median, 95th percentile and chart of single analyses")
    ] = False,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="the month so far beside its estimate, and why they differ")
    ] = False,
    forecast: Annotated[
        bool, typer.Option("--forecast", help="the bill by service and where it leads; AWS takes 0.02 USD")
    ] = False,
    yes: YesOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="print the rows as CSV")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print rows and total as JSON")] = False,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Sum up model costs by agent, user or day, from the jobs, or by model, from the traces.

    For a deployed stack, uses your AWS credentials to read its database or its Langfuse keys.

    Examples:

        alex costs --by model --since 7d
        alex costs --by user --csv --stack prod
        alex costs --per-analysis --by model
        alex costs --estimate --stack prod
        alex costs --forecast --stack prod
    """
    refuse_together({"--csv": as_csv, "--json": as_json})
    refuse_together({"--per-analysis": per_analysis, "--estimate": estimate, "--forecast": forecast, "--csv": as_csv})
    if estimate or forecast:
        _refuse_period("--estimate" if estimate else "--forecast", by, since)
    if yes and not forecast:
        raise UsageError("--yes: there is no question without --forecast")
    if forecast:
        _forecast(stack, yes=yes, as_json=as_json)
    elif estimate:
        from cli.costs.month_view import show_month

        show_month(stack, as_json=as_json)
    elif per_analysis:
        _per_analysis(by or By.AGENT, since or "30d", stack, as_json=as_json)
    else:
        from cli.costs.view import show_costs

        show_costs(by or By.AGENT, since or "30d", "csv" if as_csv else "json" if as_json else "table", stack)


def _forecast(stack: str, *, yes: bool, as_json: bool) -> None:
    from cli.costs.bill.view import show_forecast

    if as_json and not yes:
        raise UsageError("--json asks no question", "add --yes: AWS takes 0.02 USD")
    show_forecast(stack, yes=yes, as_json=as_json)


def _per_analysis(by: By, since: str, stack: str, *, as_json: bool) -> None:
    from cli.costs.spread_view import show_spread

    if by not in (By.AGENT, By.MODEL):
        raise UsageError(f"--per-analysis --by {by}: a single analysis has one", "group by agent or model")
    show_spread(by, since, stack, as_json=as_json)


def _refuse_period(option: str, by: By | None, since: str | None) -> None:
    hint = f"{option} is of the calendar month (UTC), in lines that it chooses"
    refuse_together({option: True, "--since": since is not None}, hint)
    refuse_together({option: True, "--by": by is not None}, hint)
