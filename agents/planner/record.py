"""Last stage of a job: its outcome goes to the database, the metrics and the log."""

from __future__ import annotations

from aws_lambda_powertools import Logger

from agent_runtime.telemetry import metrics
from planner.claim import ClaimedJob
from planner.outcome import Outcome
from planner.progress import Progress

logger = Logger(child=True)


def record(claimed: ClaimedJob, ended: Outcome, progress: Progress) -> None:
    """Ends the job in the database, then counts and logs it. Raises LostClaim and DatabaseUnavailable."""
    spent = progress.spent()
    cost_usd = sum((usage.cost_usd for usage in spent.values()), 0.0)
    progress.live.end_all()
    claimed.claim.finish(ended, spent, cost_usd, progress.live)
    elapsed = progress.elapsed_ms()
    metrics.count("JobsFinished", status=ended.status)
    metrics.duration("JobDuration", elapsed)
    logger.info(
        "job finished",
        status=ended.status,
        degraded_reason=ended.degraded,
        session_id=claimed.context.session_id,
        duration_ms=round(elapsed),
        cost_usd=round(cost_usd, 6),
    )
