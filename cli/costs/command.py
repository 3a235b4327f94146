"""`alex costs`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.costs.report import By
from cli.shared.errors import UsageError, refuse_together
from cli.shared.options import StackOption
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
    """
    refuse_together({"--csv": as_csv, "--json": as_json})
    refuse_together({"--per-analysis": per_analysis, "--estimate": estimate, "--csv": as_csv})
    if estimate:
        from cli.costs.month_view import show_month

        _refuse_period("--estimate", by, since)
        show_month(stack, as_json=as_json)
        return
    by, since = by or By.AGENT, since or "30d"
    if per_analysis:
        from cli.costs.spread_view import show_spread

        if by not in (By.AGENT, By.MODEL):
            raise UsageError(f"--per-analysis --by {by}: a single analysis has one", "group by agent or model")
        show_spread(by, since, stack, as_json=as_json)
        return
    from cli.costs.view import show_costs

    show_costs(by, since, "csv" if as_csv else "json" if as_json else "table", stack)


def _refuse_period(option: str, by: By | None, since: str | None) -> None:
    hint = f"{option} is of the calendar month (UTC), in lines that it chooses"
    refuse_together({option: True, "--since": since is not None}, hint)
    refuse_together({option: True, "--by": by is not None}, hint)
