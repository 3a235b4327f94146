"""One job, stage by stage: claim → load → plan and run → conclude → record.

Each stage takes and gives typed values. `Progress` is the one thing that grows on the way: results, errors and usage
must survive an attempt that breaks off. `needs` decides what a portfolio needs.
"""

from __future__ import annotations

from database.data_api import DataApi
from planner.claim import claim_job
from planner.conclude import conclude
from planner.failure import failures_handled
from planner.feedback import tell_feedback
from planner.job_trace import job_trace
from planner.needs import needs
from planner.plan import plan_and_run
from planner.progress import Progress
from planner.record import record


def run_job(db: DataApi, job_id: str, seconds: float, receive: int) -> None:
    """Runs the job of a message. Of a job that has ended, sends what its user says of it.

    Args:
        seconds: time left for it.
        receive: how often SQS has delivered the message, this time included.

    Raises:
        TryLater: the message must be delivered again.
        LookupError: there is no such job. The message is wrong and belongs in the dead-letter queue.
    """
    claimed = claim_job(db, job_id, seconds, receive)
    if claimed is None:
        tell_feedback(db, job_id)
        return
    progress = Progress.of(claimed.job)
    with failures_handled(claimed, progress):
        portfolio = claimed.claim.portfolio(db)
        progress.needed = needs(portfolio)
        progress.live.begin(portfolio, progress.needed)
        with job_trace(claimed, portfolio, progress) as trace:
            with trace.planner():
                planned = plan_and_run(claimed, portfolio, progress, seconds)
                ended = conclude(claimed, planned, progress)
                trace.concluded(ended, planned.words)
            record(claimed, ended, progress)
            trace.recorded(ended)
