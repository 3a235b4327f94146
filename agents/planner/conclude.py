"""Fourth stage of a job: it ends, or it goes back to the queue for another attempt."""

from __future__ import annotations

from agent_runtime.contracts import ErrorKind
from planner.claim import ClaimedJob
from planner.errors import TryLater
from planner.outcome import Outcome, outcome
from planner.plan import Planned
from planner.progress import Progress

#: Failures of the planner's own model that another attempt may not meet.
TRANSIENT = {ErrorKind.MODEL_THROTTLED, ErrorKind.TIMEOUT, ErrorKind.UNREACHABLE}


def conclude(claimed: ClaimedJob, planned: Planned, progress: Progress) -> Outcome:
    """How the job ends. Delivered results are kept even if the planner's own model failed.

    Raises:
        TryLater: the model failed for now and nothing was delivered; the job is pending again.
    """
    ended, error = outcome(progress, planned.error, planned.degraded), planned.error
    if error and ended.status == "failed" and error.kind in TRANSIENT and not claimed.is_last_attempt:
        claimed.claim.release(error.message, progress)
        raise TryLater(f"attempt {claimed.job.attempts}: {error.message}")
    return ended
