"""Third stage of a job: the planner's model sets specialists to work, and code runs whatever it left out."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from agent_runtime import deadline
from agent_runtime.agent.runner import Run
from agent_runtime.contracts import AgentError, AgentReply, ErrorKind
from agent_runtime.handler import report
from agent_runtime.invoke import specialist_invoker
from agent_runtime.portfolio.exposure import without_value
from agent_runtime.portfolio.snapshot import Portfolio
from planner.claim import ClaimedJob
from planner.degraded import degraded_reason
from planner.deliberation import deliberate
from planner.needs import PRODUCTS
from planner.progress import Progress
from planner.specialists import SpecialistRunner


@dataclass
class Planned:
    """How the planner's own model came through. The specialists' results and errors are in the job's `Progress`."""

    words: str = ""
    """The model's closing words, for the trace."""
    error: AgentError | None = None
    degraded: str | None = None
    """Why the deterministic plan had to finish the job; None if it had not."""


def plan_and_run(claimed: ClaimedJob, portfolio: Portfolio, progress: Progress, seconds: float) -> Planned:
    """Runs the planner's model, then everything that the portfolio needs and the model did not set to work.

    Results are stored as they arrive. When time is up, what has not ended is an error.

    Args:
        seconds: time left for all of it.

    Raises:
        LostClaim: another planner has the job.
        DatabaseUnavailable: a result could not be stored in time.
    """
    if portfolio.value <= 0:
        progress.without_value = without_value(portfolio)
    specialists = SpecialistRunner(claimed.context, portfolio, specialist_invoker(), claimed.claim, progress)
    planned, run, started = Planned(), Run(claimed.context, progress.planner), time.monotonic()

    async def bounded() -> None:
        async with deadline.bounded(seconds):
            await _plan(planned, run, specialists, progress, seconds)

    try:
        asyncio.run(bounded())
    except TimeoutError:
        planned.error = AgentError(kind=ErrorKind.TIMEOUT, message="The analysis ran out of time.")
        for name in progress.missing():
            message = f"There was not enough time for {PRODUCTS[name]}."
            progress.errors[name] = AgentError(kind=ErrorKind.TIMEOUT, message=message)
    # Failing at the closing words is no failure: everything was called and is there.
    error = planned.error if planned.degraded or not progress.is_complete() else None
    elapsed = round((time.monotonic() - started) * 1000)
    report(AgentReply(ok=error is None, error=error, usage=progress.planner.usage, duration_ms=elapsed))
    return planned


async def _plan(planned: Planned, run: Run, specialists: SpecialistRunner, progress: Progress, seconds: float) -> None:
    """Fills `planned` on the way, because it must survive the end of the time."""
    if specialists.outstanding():
        deliberation = await deliberate(run, specialists, progress, seconds)
        planned.words, planned.error = deliberation.words, deliberation.error
        planned.degraded = degraded_reason(planned.error, specialists.left_out())
    if planned.degraded:
        progress.live.decide(planned.degraded, reason=planned.error.message if planned.error else None)
    await specialists.run_rest()
