"""`alex policy`: what the policy pack asks for."""

from __future__ import annotations

from pathlib import Path

from cli.shared.console import console
from cli.shared.errors import UserError
from local.engine.stack_config import stacks
from policies.report_view import show_rules

ROOT = Path(__file__).resolve().parent.parent


def list_rules(stack: str) -> None:
    """Prints every rule with its level in this stack and the controls it covers. Raises UserError."""
    known = stacks(ROOT)
    if stack not in known:
        raise UserError(f"unknown stack {stack!r}: the stacks are {', '.join(known)}")
    show_rules(stack, console)
