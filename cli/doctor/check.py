"""A check, and running many of them at once, none for longer than it may take."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

POLL_SECONDS = 0.05
MAX_FOUND_LENGTH = 200


class CheckFailed(Exception):
    """What was found is not as it should be.

    Args:
        found: what was found, in one line.
        advice: what to do about it; the check's own advice by default.
    """

    def __init__(self, found: str, advice: str = "") -> None:
        super().__init__(found)
        self.found, self.advice = found, advice


class CheckSkipped(Exception):
    """Something that the check needs was not given; the message says what."""


@dataclass(frozen=True)
class Check:
    name: str
    run: Callable[[], str]
    """Returns what was found. Raises CheckFailed or CheckSkipped."""
    advice: str
    """What to do when it fails, or does not come to an end."""
    seconds: float = 10.0
    """How long it may take."""


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
    """Runs all checks at the same time; one that takes too long has failed, and is left behind.

    Args:
        on_change: called with the outcomes so far, in the order of the checks, whenever one comes in.
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
        # A daemon, so that the command can end while a server lets a check hang.
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
    except CheckFailed as failed:
        return Outcome(State.FAILED, one_line(failed.found), failed.advice or check.advice)
    except Exception as error:
        # Whatever a server answers, the person gets a line and the other checks go on.
        return Outcome(State.FAILED, one_line(f"{type(error).__name__}: {error}"), check.advice)


def one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_FOUND_LENGTH else f"{line[: MAX_FOUND_LENGTH - 1]}…"
