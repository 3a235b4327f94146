"""The trace of one attempt: the job's root observation, the planner's observation in it, and the job's scores."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from agent_runtime.portfolio.shares import rounded
from agent_runtime.portfolio.snapshot import Portfolio
from agent_runtime.settings import runtime_settings
from agent_runtime.traces import tracing
from planner.claim import ClaimedJob
from planner.needs import deliverables
from planner.outcome import Outcome
from planner.progress import Progress
from planner.quality import scores

if TYPE_CHECKING:
    from langfuse import LangfuseAgent, LangfuseSpan


class JobTrace:
    """The open trace of an attempt. Made by `job_trace`."""

    def __init__(self, claimed: ClaimedJob, portfolio: Portfolio, progress: Progress) -> None:
        self._context, self._portfolio, self._progress = claimed.context, portfolio, progress
        self._planner: LangfuseAgent | None = None
        self.root: LangfuseSpan | None = None
        self.facts: dict[str, Any] = {
            "accounts": len(portfolio.accounts),
            "positions": sum(1 for _ in portfolio.positions()),
            "portfolio_value": rounded(portfolio.value),
            "attempt": claimed.job.attempts,
        }
        # Until the end is known. The spans of a failed or degraded job are sent even if its trace is not sampled.
        self.failed = True

    @contextmanager
    def planner(self) -> Generator[None]:
        """The observation of the planner's own work. The specialists nest under its tool calls."""
        settings = runtime_settings()
        with tracing.agent_observation(settings.alex_function, settings.alex_title, self.facts) as self._planner:
            yield

    def concluded(self, ended: Outcome, closing_words: str) -> None:
        """Puts the outcome on the planner's observation, and the model's closing words, which no user sees."""
        usage = self._progress.planner.usage.model_dump(mode="json")
        tracing.note(status=ended.status, **usage)
        if self._planner is not None:
            level = "WARNING" if ended.degraded else None
            output = {"summary": ended.summary, "closing_words": closing_words}
            self._planner.update(output=output, level=level, status_message=ended.degraded)

    def recorded(self, ended: Outcome) -> None:
        """Scores the job and puts the outcome on its root observation."""
        results, failed = self._progress.results, bool(ended.errors)
        for score in scores(results, deliverables(self._portfolio)):
            tracing.score(self._context, score.name, score.value, score.comment)
        if self.root is not None:
            self.root.update(
                output={"status": ended.status, "summary": ended.summary, "results": sorted(results)},
                metadata={"status": ended.status, **({"degraded_reason": ended.degraded} if ended.degraded else {})},
                level="ERROR" if failed else None,
                status_message=ended.summary if failed else None,
            )
        self.failed = failed or ended.degraded is not None


@contextmanager
def job_trace(claimed: ClaimedJob, portfolio: Portfolio, progress: Progress) -> Generator[JobTrace]:
    """Opens the job's root observation, masks the user's own words, and sends the spans when the attempt is over."""
    trace = JobTrace(claimed, portfolio, progress)
    try:
        tracing.protect(claimed.context, portfolio)
        with tracing.job_trace(claimed.context, claimed.job.started_at, **trace.facts) as trace.root:
            yield trace
    finally:
        tracing.flush(claimed.context, trace.failed)
