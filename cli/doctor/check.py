"""A check, and a run of many checks at once, each with its own time limit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cli.shared.errors import UserError

POLL_SECONDS = 0.05
MAX_FOUND_LENGTH = 200


class CheckFailed(UserError):
    """The check found a defect. Without a hint, the check's own advice is shown."""


class CheckSkipped(Exception):
    """A missing input, named by the message."""


@dataclass(frozen=True)
class Check:
    name: str
    run: Callable[[], str]
    """Returns the finding as one line. Raises UserError or CheckSkipped."""
    advice: str
    """Remedy for a failure or a timeout."""
    seconds: float = 10.0
    """Time limit."""


class State(StrEnum):
    RUNNING = "running"
    GOOD = "good"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Outcome:
    state: State
    found: str = ""
    advice: str = ""


def run_checks(checks: Sequence[Check], on_change: Callable[[list[Outcome]], None]) -> list[Outcome]:
    """Runs all checks at the same time. A check that exceeds its time limit fails and is abandoned.

    Args:
        on_change: called with the outcomes so far, in the order of the checks, whenever one changes.
    """
    outcomes = [Outcome(State.RUNNING)] * len(checks)
    lock = threading.Lock()

    def settle(index: int, outcome: Outcome) -> None:
        with lock:
            if outcomes[index].state is State.RUNNING:
                outcomes[index] = outcome
                on_change(list(outcomes))

    def run(index: int, check: Check) -> None:
        settle(index, _outcome(check))

    started = time.monotonic()
    for index, check in enumerate(checks):
        # A daemon thread, so that the command can end while a server keeps a check waiting.
        threading.Thread(target=run, args=(index, check), daemon=True).start()
    while any(outcome.state is State.RUNNING for outcome in outcomes):
        for index, check in enumerate(checks):
            if time.monotonic() - started > check.seconds:
                settle(index, Outcome(State.FAILED, f"no answer within {check.seconds:g} s", check.advice))
        time.sleep(POLL_SECONDS)
    return outcomes


def _outcome(check: Check) -> Outcome:
    try:
        return Outcome(State.GOOD, one_line(check.run()))
    except CheckSkipped as skipped:
        return Outcome(State.SKIPPED, one_line(str(skipped)))
    except UserError as failed:
        return Outcome(State.FAILED, one_line(failed.problem), failed.hint or check.advice)
    except Exception as error:
        # Any answer of a server becomes one line, and the other checks continue.
        return Outcome(State.FAILED, one_line(f"{type(error).__name__}: {error}"), check.advice)


def one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_FOUND_LENGTH else f"{line[: MAX_FOUND_LENGTH - 1]}…"
