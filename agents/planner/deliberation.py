"""The run of the planner's model, bounded in time: however it ends, the specialists that a job needs can still run."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aws_lambda_powertools import Logger

from agent_runtime.agent.runner import Run
from agent_runtime.contracts import AgentError, ErrorKind
from agent_runtime.errors import AgentFailure
from database.errors import DatabaseUnavailable
from planner.agent import planner_agent, planner_message
from planner.budget import Budget, OutOfBudget
from planner.degraded import model_error
from planner.errors import LostClaim
from planner.progress import Progress
from planner.specialists import SpecialistRunner

logger = Logger(child=True)

#: Share of an attempt's time that is kept for the tagger, and as much for the others, until they have started. Of an
#: attempt of 342 s this is 137 s: what a specialist and its cold start may take. It leaves the model 68 s for its first
#: decision.
STAGE_SHARE = 0.4
#: Time for the model's closing words once everything has ended. The job does not need them.
CLOSING_SECONDS = 15.0
_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Deliberation:
    """How the model's run ended."""

    words: str = ""
    """Its closing words, for the trace only: users never see them."""
    error: AgentError | None = None
    """Without the model's own words."""


async def deliberate(run: Run, specialists: SpecialistRunner, progress: Progress, seconds: float) -> Deliberation:
    """Lets the model call its tools until it ends, fails, or must make way for the deterministic plan.

    Args:
        seconds: time left for the whole attempt.

    Raises:
        LostClaim: another planner has the job.
        DatabaseUnavailable: a result could not be stored in time.
    """
    agent = planner_agent(specialists, Budget(lambda: progress.spent("planner")["planner"]))
    thinking = asyncio.create_task(run.agent(agent, planner_message(specialists.portfolio)))
    try:
        if not await _ends_in_time(thinking, specialists, seconds):
            return Deliberation(error=model_error(ErrorKind.TIMEOUT) if specialists.outstanding() else None)
        return Deliberation(str(thinking.result().final_output))
    except OutOfBudget as failure:
        return Deliberation(error=failure.as_error())
    except AgentFailure as failure:
        logger.warning("the planner's model failed", kind=failure.kind, reason=failure.message)
        return Deliberation(error=model_error(failure.kind))
    except (LostClaim, DatabaseUnavailable):
        raise
    except Exception:
        # A model's strange answer may reach a line that nothing had reached before. A specialist's own bug is raised
        # again by `run_rest`.
        logger.exception("the planner's model ended its run with a bug")
        return Deliberation(error=model_error(ErrorKind.INTERNAL))
    finally:
        thinking.cancel()


async def _ends_in_time(thinking: asyncio.Task[object], specialists: SpecialistRunner, seconds: float) -> bool:
    """Waits for the model. False, with the run cancelled, if it has to make way."""
    clock = asyncio.get_running_loop().time
    ends, idle_since = clock() + seconds, clock()
    while True:
        stages = len({name == "tagger" for name in specialists.outstanding()})
        if stages or specialists.is_working():
            idle_since = clock()
        until = ends - stages * STAGE_SHARE * seconds if stages else idle_since + CLOSING_SECONDS
        if until <= clock():
            break
        await asyncio.wait({thinking}, timeout=min(until - clock(), _LOOK_SECONDS))
        if thinking.done():
            return True
    thinking.cancel()
    # Its spans end before those that contain them.
    await asyncio.wait({thinking}, timeout=_LOOK_SECONDS)
    return False
