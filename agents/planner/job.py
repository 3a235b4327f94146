"""One job from claim to end."""

from __future__ import annotations

import asyncio
import time
import uuid
from typing import Any

from aws_lambda_powertools import Logger

from agent_runtime import metrics, tracing
from agent_runtime.contracts import AgentError, AgentReply, ErrorKind, JobContext, Usage
from agent_runtime.errors import AgentFailure
from agent_runtime.handler import report
from agent_runtime.invoke import specialist_invoker
from agent_runtime.portfolio import Portfolio
from agent_runtime.runner import Run
from agent_runtime.settings import planner_settings, runtime_settings
from agent_runtime.usage import track_usage
from database.data_api import DataApi
from database.job import Job
from database.jobs import Jobs
from database.portfolio import load_portfolio
from planner.agent import planner_agent, planner_message
from planner.claim import Claim, LostClaim, Spent
from planner.outcome import Outcome, outcome
from planner.outputs import classifications
from planner.quality import scores
from planner.specialists import SpecialistRunner

logger = Logger(child=True)

#: Failures of the planner's own model that another attempt may not meet.
TRANSIENT = {ErrorKind.MODEL_THROTTLED, ErrorKind.TIMEOUT, ErrorKind.UNREACHABLE}


class TryLater(Exception):
    """The message must stay on the queue: another planner has the job, or this attempt failed for now."""


class JobRun:
    """One planner's attempt at one job that it has claimed.

    Args:
        last: nobody tries again after this attempt.
    """

    def __init__(self, db: DataApi, job: Job, claim: Claim, last: bool) -> None:
        self._db = db
        self._job = job
        self._claim = claim
        self._started = time.monotonic()
        self._tracker = track_usage()
        self._last = last
        self._earlier = {name: Usage.model_validate(usage) for name, usage in job.usage.items()}
        self._team: SpecialistRunner | None = None
        self.ended = False
        created = job.created_at.date().isoformat()
        self.context = JobContext(job_id=job.job_id, user_id=job.user_id, session_id=f"{job.user_id}/{created}")

    def execute(self, seconds: float) -> None:
        """Plans, runs the specialists, stores what they return, and ends the job.

        Args:
            seconds: time left for all of it.

        Raises:
            TryLater: the attempt failed in a way that a redelivery may mend; the job is pending again.
        """
        failed = True
        try:
            failed = bool(self._traced(load_portfolio(self._db, self._job.user_id), seconds).errors)
        finally:
            tracing.flush(self.context, failed)

    def _traced(self, portfolio: Portfolio, seconds: float) -> Outcome:
        """The attempt under the job's root observation, which carries what came of it."""
        tracing.protect(self.context, portfolio)
        facts = {
            "accounts": len(portfolio.accounts),
            "positions": sum(1 for _ in portfolio.positions()),
            "portfolio_value": round(portfolio.value, 2),
            "attempt": self._job.attempts,
        }
        settings = runtime_settings()
        with tracing.job_trace(self.context, **facts) as root:
            with tracing.agent_observation(settings.alex_function, settings.alex_title, facts) as planner:
                done = self._job.results
                team = self._team = SpecialistRunner(
                    self.context, portfolio, specialist_invoker(), self._store, self._book, done
                )
                ended = self._plan(team, seconds)
                tracing.note(status=ended.status, **self._tracker.usage.model_dump(mode="json"))
                if planner is not None:
                    planner.update(output=ended.summary)
            self._finish(ended)
            for score in scores(team.results, wants_projection=portfolio.goal is not None):
                tracing.score(self.context, score.name, score.value, score.comment)
            if root is not None:
                failed = bool(ended.errors)
                root.update(
                    output={"status": ended.status, "summary": ended.summary, "results": sorted(team.results)},
                    metadata={"status": ended.status},
                    level="ERROR" if failed else None,
                    status_message=ended.summary if failed else None,
                )
        return ended

    def _store(self, specialist: str, output: dict[str, Any]) -> None:
        tags = _tags(output) if specialist == "tagger" else {}
        self._claim.store(specialist, output, self._spent(specialist, "planner"), tags)

    def _book(self, specialist: str) -> None:
        self._claim.book(self._spent(specialist, "planner"))

    def _plan(self, team: SpecialistRunner, seconds: float) -> Outcome:
        run = Run(self.context, self._tracker)

        async def bounded() -> str:
            async with asyncio.timeout(seconds):
                result = await run.agent(planner_agent(team), planner_message(team.portfolio))
                return str(result.final_output)

        started, summary, error = time.monotonic(), "", None
        try:
            summary = asyncio.run(bounded())
        except AgentFailure as failure:
            error = failure.as_error()
        except TimeoutError:
            error = AgentError(kind=ErrorKind.TIMEOUT, message="The analysis ran out of time.")
        elapsed = round((time.monotonic() - started) * 1000)
        report(AgentReply(ok=error is None, error=error, usage=self._tracker.usage, duration_ms=elapsed))
        return self._failed(team, error) if error else outcome(team.results, team.errors, summary)

    def _failed(self, team: SpecialistRunner, error: AgentError) -> Outcome:
        """The planner's own model failed. What was delivered is kept; if nothing was, another attempt may help."""
        ended = outcome(team.results, team.errors | {"planner": error}, "")
        if ended.status == "failed" and error.kind in TRANSIENT and not self._last:
            self.give_back(error.message)
            raise TryLater(f"attempt {self._job.attempts}: {error.message}")
        return ended

    def give_back(self, reason: str) -> None:
        """Ends our claim, so that the next delivery can claim the job at once; what was spent stays on the job."""
        self._claim.release(reason, self._spent())

    def broke(self, error: Exception) -> None:
        """After a bug or a lost database: the next delivery tries again; after the last one the job has failed."""
        reason = f"{type(error).__name__} in the planner"
        if not self._last:
            self.give_back(reason)
            return
        results = self._team.results if self._team else self._job.results
        errors = self._team.errors if self._team else {}
        broken = AgentError(kind=ErrorKind.INTERNAL, message="An internal error; the planner's log has the details.")
        self._finish(outcome(results, errors | {"planner": broken}, ""))

    def _spent(self, *agents: str) -> Spent:
        """What these agents, or all, have used so far: this attempt and the earlier ones added up."""
        spent = dict(self._earlier)
        for name, usage in {**(self._team.usage if self._team else {}), "planner": self._tracker.usage}.items():
            spent[name] = spent.get(name, Usage()) + usage
        return {name: spent[name] for name in agents or spent}

    def _finish(self, ended: Outcome) -> None:
        spent = self._spent()
        total = sum((part.cost_usd for part in spent.values()), 0.0)
        self._claim.finish(ended, spent, total)
        self.ended = True
        elapsed = (time.monotonic() - self._started) * 1000
        metrics.count("JobsFinished", status=ended.status)
        metrics.duration("JobDuration", elapsed)
        logger.info(
            "job finished",
            status=ended.status,
            session_id=self.context.session_id,
            duration_ms=round(elapsed),
            cost_usd=round(total, 6),
        )


def _tags(output: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the tagger found, as `Jobs.store_result` keeps it."""
    found = output["classifications"]
    return {
        symbol: {"classification": split.model_dump(mode="json"), "rationale": found[symbol]["rationale"]}
        for symbol, split in classifications(output).items()
    }


def run_job(db: DataApi, job_id: str, seconds: float, receive: int) -> None:
    """Claims the job and runs it; a job that has ended is left alone, one that another planner has is tried later.

    Args:
        seconds: time left for it.
        receive: how often SQS has delivered the message, this time included; after the last time nobody tries again.

    Raises:
        TryLater: the message must be delivered again.
        LookupError: no such job: the message is wrong and belongs in the dead-letter queue.
    """
    jobs, token = Jobs(db), str(uuid.uuid4())
    settings = planner_settings()
    job = jobs.claim(job_id, token, settings.lease_seconds)
    if job is not None:
        logger.append_keys(user_id=job.user_id)
        claim = Claim(jobs, job_id, token, seconds)
        run = JobRun(db, job, claim, last=max(receive, job.attempts) >= settings.max_attempts)
        try:
            run.execute(seconds)
        except LostClaim as lost:
            # Not an end: with the message deleted, the other planner's job would have nothing to come back with.
            raise TryLater("another planner took this job over; this attempt wrote nothing more") from lost
        except TryLater:
            raise
        except Exception as error:
            if run.ended:
                logger.exception("something failed after the job had ended")
                return
            run.broke(error)
            raise
        return
    existing = jobs.get(job_id)
    if existing is None:
        raise LookupError(f"no job {job_id}")
    if existing.status in {"pending", "running"}:
        raise TryLater(f"job {job_id} is {existing.status} with another planner")
    logger.info("job had already ended", status=existing.status)
