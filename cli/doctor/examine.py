"""Runs all checks at once, and shows them in a table that fills as results arrive."""

from __future__ import annotations

import os
from collections.abc import Sequence

from rich.live import Live
from rich.text import Text

from cli.doctor.check import Check, Outcome, State, run_checks
from cli.doctor.target import checks_of_running, checks_of_stack
from cli.shared.process.output import console, print_json
from cli.shared.project import LOCAL_STACK
from cli.shared.stack_account import running
from cli.shared.tables import Column, Sheet
from cli.shared.text import plain

MARKS = {
    State.RUNNING: ("…", "dim"),
    State.GOOD: ("✔", "green"),
    State.FAILED: ("✘", "red"),
    State.SKIPPED: ("–", "yellow"),
}


def doctor(stack: str, *, as_json: bool = False) -> bool:
    """Whether no check failed. Raises UserError when the stack cannot be checked at all."""
    checks = checks_of_running(running()) if stack == LOCAL_STACK else checks_of_stack(stack, os.environ)
    return examine_as_json(checks) if as_json else examine(checks)


def examine_as_json(checks: Sequence[Check]) -> bool:
    """The same as `examine`, for a program."""
    outcomes = run_checks(checks, _show_nothing)
    print_json(
        [
            {"check": check.name, "state": outcome.state.value, "found": outcome.found, "advice": outcome.advice}
            for check, outcome in zip(checks, outcomes, strict=True)
        ]
    )
    return not any(outcome.state is State.FAILED for outcome in outcomes)


def examine(checks: Sequence[Check]) -> bool:
    """Runs and shows the checks; True if none failed."""
    started = [Outcome(State.RUNNING)] * len(checks)
    if console.is_terminal:
        with Live(_table(checks, started), console=console, refresh_per_second=8) as live:
            outcomes = run_checks(checks, lambda so_far: live.update(_table(checks, so_far)))
            live.update(_table(checks, outcomes))
    else:
        # A file or a pipe cannot be redrawn, and rich leaves the last line of a live table unfinished there.
        outcomes = run_checks(checks, _show_nothing)
        console.print(_table(checks, outcomes))
    failed = sum(outcome.state is State.FAILED for outcome in outcomes)
    if failed:
        console.print(Text(f"{failed} of {len(checks)} checks failed", style="bold red"))
    return not failed


def _show_nothing(_so_far: Sequence[Outcome]) -> None:
    pass


def _table(checks: Sequence[Check], outcomes: Sequence[Outcome]) -> Sheet:
    table = Sheet(Column(""), Column("check", least=16), Column("found", least=24), headed=False)
    for check, outcome in zip(checks, outcomes, strict=True):
        mark, style = MARKS[outcome.state]
        found = plain(outcome.found)
        if outcome.advice:
            found.append("\n→ ", style="bold").append_text(plain(outcome.advice))
        table.add_row(Text(mark, style=style), plain(check.name), found)
    return table
