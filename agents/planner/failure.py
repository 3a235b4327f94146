"""How an attempt that breaks off leaves its job: with its next planner, back on the queue, or failed."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from aws_lambda_powertools import Logger

from agent_runtime.contracts import AgentError, ErrorKind
from planner.claim import ClaimedJob
from planner.errors import LostClaim, TryLater
from planner.outcome import outcome
from planner.progress import Progress
from planner.record import record

logger = Logger(child=True)


@contextmanager
def failures_handled(claimed: ClaimedJob, progress: Progress) -> Generator[None]:
    """Raises TryLater for a lost claim, and every other exception as it is, after the job has been dealt with.

    An exception after the job has ended is only logged.
    """
    try:
        yield
    except LostClaim as lost:
        # Not an end: with the message deleted, the other planner's job would have no way back to the queue.
        raise TryLater("another planner took this job over; this attempt wrote nothing more") from lost
    except TryLater:
        raise
    except Exception as error:
        if claimed.claim.finished:
            logger.exception("something failed after the job had ended")
            return
        _give_up(claimed, progress, f"{type(error).__name__} in the planner")
        raise


def _give_up(claimed: ClaimedJob, progress: Progress, reason: str) -> None:
    """After a bug or a lost database: the next delivery tries again; the last attempt ends the job."""
    if not claimed.is_last_attempt:
        claimed.claim.release(reason, progress)
        return
    error = AgentError(kind=ErrorKind.INTERNAL, message="An internal error; the planner's log has the details.")
    record(claimed, outcome(progress, error), progress)
