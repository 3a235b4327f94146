"""`alex alarms`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.shared.options import StackOption
from cli.shared.project import LOCAL_STACK


def alarms(
    stack: StackOption = LOCAL_STACK,
    firing: Annotated[bool, typer.Option("--firing", help="only alarms in state ALARM")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="print the alarms as JSON, with the reason of each state")
    ] = False,
) -> None:
    """List a stack's alarms with state, start time, severity and runbook.

    For a deployed stack, uses your AWS credentials.
    """
    from cli.alarms.view import show_alarms

    show_alarms(stack, only_firing=firing, as_json=as_json)
