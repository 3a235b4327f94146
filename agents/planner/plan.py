"""Third stage of a job: the planner's model decides which specialists the portfolio needs, and they run."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from agent_runtime.contracts import AgentError, AgentReply, ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.handler import report
from agent_runtime.invoke import specialist_invoker
from agent_runtime.portfolio import Portfolio
from agent_runtime.runner import Run
from planner.agent import planner_agent, planner_message
from planner.claim import ClaimedJob
from planner.progress import Progress
from planner.specialists import SpecialistRunner


@dataclass(frozen=True)
class Planned:
    """How the planner's own model came through. The specialists' results and errors are in the job's `Progress`."""

    summary: str
    """Its closing words; empty after an error."""
    error: AgentError | None = None


def plan_and_run(claimed: ClaimedJob, portfolio: Portfolio, progress: Progress, seconds: float) -> Planned:
    """Runs the planner's model. Its tools run the specialists, whose results are stored as they arrive.

    Args:
        seconds: time left for all of it.

    Raises:
        LostClaim: another planner has the job.
        DatabaseUnavailable: a result could not be stored in time.
    """
    specialists = SpecialistRunner(claimed.context, portfolio, specialist_invoker(), claimed.claim, progress)
    run = Run(claimed.context, progress.planner)

    async def bounded() -> str:
        async with asyncio.timeout(seconds):
            result = await run.agent(planner_agent(specialists), planner_message(specialists.portfolio))
            return str(result.final_output)

    started = time.monotonic()
    try:
        planned = Planned(asyncio.run(bounded()))
    except AgentFailure as failure:
        planned = Planned("", failure.as_error())
    except TimeoutError:
        planned = Planned("", AgentError(kind=ErrorKind.TIMEOUT, message="The analysis ran out of time."))
    elapsed = round((time.monotonic() - started) * 1000)
    ok = planned.error is None
    report(AgentReply(ok=ok, error=planned.error, usage=progress.planner.usage, duration_ms=elapsed))
    return planned
