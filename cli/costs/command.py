"""`alex costs`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.costs.report import By
from cli.shared.errors import refuse_together
from cli.shared.options import StackOption
from cli.shared.project import LOCAL_STACK


def costs(
    by: Annotated[By, typer.Option(help="group by")] = By.AGENT,
    since: Annotated[str, typer.Option(help="12h, 7d, 4w, or a date such as 2026-11-01 (UTC)")] = "30d",
    as_csv: Annotated[bool, typer.Option("--csv", help="print the rows as CSV")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print rows and total as JSON")] = False,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Sum up model costs by agent, user or day, from the jobs, or by model, from the traces.

    For a deployed stack, uses your AWS credentials to read its database or its Langfuse keys.

    Examples:

        alex costs --by model --since 7d
        alex costs --by user --csv --stack prod
    """
    from cli.costs.view import show_costs

    refuse_together({"--csv": as_csv, "--json": as_json})
    show_costs(by, since, "csv" if as_csv else "json" if as_json else "table", stack)
