"""Sends the list of changes that Langfuse does not have yet. A refused change stays on the list."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from aws_lambda_powertools import Logger

from agent_runtime.privacy.user_words import user_text
from agent_runtime.settings import langfuse_settings, runtime_settings
from agent_runtime.telemetry import metrics
from agent_runtime.traces.trace_export import is_sampled
from agent_runtime.traces.trace_identity import environment_name
from database.data_api import DataApi
from database.job import trace_id_of
from database.job_feedback import DueFeedback, JobFeedback
from database.portfolio.snapshot import kept_portfolio
from feedback.langfuse import Away, NotTaken, Scores
from feedback.score import score_of, withdrawn_ids

logger = Logger(child=True)

BATCH = 50
#: So often a user may change their mind while it is being sent. The housekeeper sends the rest.
MOST_CHANGES = 3


def send(db: DataApi, job_id: str) -> int:
    """Sends Langfuse the due changes of one job. Returns how many it took; refusals are logged."""
    with closing(Scores(langfuse_settings().base_url)) as scores:
        try:
            return _send(db, scores, job_id)
        except NotTaken as error:
            _not_taken(error)
            return 0


def send_all(db: DataApi, has_time: Callable[[], bool]) -> int:
    """Sends Langfuse the due changes of all jobs, until the time is over or Langfuse is away. Returns how many."""
    feedback, total, last = JobFeedback(db), 0, None
    with closing(Scores(langfuse_settings().base_url)) as scores:
        while has_time() and (due := feedback.due(BATCH, last)):
            for last in due:
                if not has_time():
                    return total
                try:
                    total += _send(db, scores, last[1])
                except NotTaken as error:
                    _not_taken(error)
                    if isinstance(error, Away):
                        return total
    return total


def _send(db: DataApi, scores: Scores, job_id: str) -> int:
    """Raises NotTaken after the job's row is given back."""
    feedback, taken = JobFeedback(db), 0
    while taken < MOST_CHANGES and (due := feedback.take(job_id)):
        try:
            _tell(db, scores, due)
        except NotTaken:
            feedback.not_told(job_id)
            raise
        taken += 1
        metrics.count("FeedbackSent")
        if not feedback.told(job_id, due.version):
            break
    return taken


def _tell(db: DataApi, scores: Scores, due: DueFeedback) -> None:
    settings = langfuse_settings()
    for score_id in withdrawn_ids(due):
        scores.delete(score_id)
    if due.rating is None:
        return
    # Of a job that is not sampled there is a trace only if the job is in trouble: there is nothing to score.
    if not due.troubled and not is_sampled(int(trace_id_of(due.job_id), 16), settings.sample_rate):
        return

    def words() -> dict[str, str] | None:
        portfolio = kept_portfolio(db, due.job_id)
        return None if portfolio is None else user_text(portfolio)

    environment = environment_name(runtime_settings().alex_environment)
    scores.put(score_of(due, environment, settings.content, words))


def _not_taken(error: NotTaken) -> None:
    metrics.count("FeedbackNotSent")
    logger.warning("Langfuse did not take what a user says of a job", reason=str(error))
