"""Runs each specialist at most once and in the right order, checks its result, and stores it at once."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aws_lambda_powertools import Logger

from agent_runtime.contracts import AgentError, AgentReply, AgentRequest, ErrorKind, JobContext, Usage
from agent_runtime.portfolio.snapshot import Instrument, Portfolio
from agent_runtime.telemetry import metrics
from agent_runtime.threads import in_thread
from database.errors import Unstorable
from database.job_progress import AgentState
from database.job_results import united
from planner.announcer import Announcer
from planner.batches import MOST_IN_BATCH, named, part_name, tag_in_batches
from planner.claim import Claim
from planner.outputs import classifications, problem, tags, without_decisions
from planner.progress import Progress

logger = Logger(child=True)

Invoke = Callable[[str, AgentRequest], Awaitable[AgentReply]]

BY_CODE = "needed, and not asked for by the planner's model"


class SpecialistRunner:
    """One job's specialists.

    Args:
        context: the job, as the specialists are told of it.
        portfolio: the snapshot that they work on.
        invoke: calls a specialist and always returns a reply.
        claim: stores results and usage. Its exceptions end the planner's run, except Unstorable.
        progress: names the needed specialists, and gets results, errors and usage. A specialist whose result it already
            has is not run again.
    """

    def __init__(
        self, context: JobContext, portfolio: Portfolio, invoke: Invoke, claim: Claim, progress: Progress
    ) -> None:
        self._context = context
        self._invoke = invoke
        self._claim = claim
        self._progress = progress
        self.live = progress.live
        self._announcer = Announcer(claim, progress.live)
        self.portfolio = portfolio
        self._in_one_row = False
        """Whether one row takes all of the tagger's result."""
        self._asked: set[str] = set(progress.results)
        self._running: dict[str, asyncio.Task[AgentReply]] = {}
        self._tagged: dict[str, Any] | None = progress.results.get("tagger")
        """The stored part of the tagger's result."""
        # Specialists that code starts stand under the planner in the trace, not under one of its tool calls.
        self._planner_span = contextvars.copy_context()
        if self._tagged is not None:
            self._classify(self._tagged)
            if self.portfolio.unclassified():
                # An earlier attempt broke off in between: the tagger goes on with the rest.
                del progress.results["tagger"]

    async def tag(self) -> AgentReply:
        """Runs the tagger for the model; `portfolio` is classified afterwards."""
        self._asked.add("tagger")
        return await self._run_once("tagger")

    async def analyse(self, specialist: str) -> AgentReply:
        """Runs `reporter`, `charter` or `retirement` for the model, on the classified portfolio."""
        self._asked.add(specialist)
        await self._classified()
        return await self._run_once(specialist)

    async def run_rest(self) -> None:
        """Runs every needed specialist that has not started, and waits for all. Raises what a run of theirs raised."""
        await self._classified()
        for name in self.left_out():
            if name in self.outstanding():
                self.live.route(name, reason=BY_CODE)
        names = [name for name in self._progress.needed if name != "tagger"]
        await asyncio.gather(*(self._run_once(name) for name in dict.fromkeys([*names, *self._running])))

    def left_out(self) -> list[str]:
        """Needed specialists that the model has not asked for."""
        return [name for name in self._progress.needed if name not in self._asked]

    def outstanding(self) -> list[str]:
        """Needed specialists that have not started."""
        return [name for name in self._progress.missing() if name not in self._running]

    def is_working(self) -> bool:
        return any(not task.done() for task in self._running.values())

    async def _classified(self) -> None:
        """Waits for the classification if one is needed, and starts it if the model has not: models skip it, or ask
        for everything at once."""
        if "tagger" not in self._progress.needed:
            return
        if "tagger" in self.outstanding():
            symbols = named([instrument.symbol for instrument in self.portfolio.unclassified()])
            self.live.decide(f"Missing data for {symbols}", reason="the other specialists need it")
            self.live.route("tagger", reason=BY_CODE)
        await self._run_once("tagger", self._planner_span.copy())

    async def _run_once(self, specialist: str, span: contextvars.Context | None = None) -> AgentReply:
        """A model may call a tool twice. The specialist runs once, and both calls get its reply.

        Args:
            span: the specialist's place in the trace if this starts it; None for here.
        """
        if specialist in self._progress.results and specialist not in self._running:
            return AgentReply(ok=True, output=self._progress.results[specialist])
        if specialist not in self._running:
            run = self._run_tagger() if specialist == "tagger" else self._run(specialist)
            self._running[specialist] = asyncio.create_task(run, context=span)
            self.live.start(specialist)
            self._announcer.soon()
        # Shielded: a run of the model that breaks off must not take a paid specialist with it.
        return await asyncio.shield(self._running[specialist])

    async def _run(self, specialist: str) -> AgentReply:
        request = AgentRequest(job=self._context.model_copy(), portfolio=self.portfolio)
        reply = await self._invoke(specialist, request)
        self._progress.usage[specialist] = reply.usage
        error = self._fit_for_users(specialist, reply.error) or await self._store(specialist, specialist, reply.output)
        if error is None:
            return reply
        await self._failed(specialist, error, reply.usage)
        return AgentReply(ok=False, error=error, usage=reply.usage)

    async def _run_tagger(self) -> AgentReply:
        """Classifies in batches, each stored when it ends."""
        batches = self.portfolio.unclassified()
        self._in_one_row = len(batches) <= MOST_IN_BATCH and self._tagged is None
        if self._tagged is not None:
            self._progress.results["tagger"] = self._tagged
        error = await tag_in_batches(batches, self._tag)
        left = [instrument.symbol for instrument in self.portfolio.unclassified()]
        if left and self._tagged is not None:
            kind = error.kind if error else ErrorKind.MODEL_OUTPUT
            error = AgentError(kind=kind, message=f"Not classified: {named(left)}.")
        usage = self._progress.usage.get("tagger", Usage())
        if error is None:
            self.live.end("tagger", AgentState.COMPLETED)
            return AgentReply(ok=True, output=self._tagged, usage=usage)
        await self._failed("tagger", error, usage)
        return AgentReply(ok=False, error=error, usage=usage)

    async def _tag(self, instruments: Sequence[Instrument]) -> AgentError | None:
        """One batch."""
        request = AgentRequest(job=self._context.model_copy(), instruments=list(instruments))
        reply = await self._invoke("tagger", request)
        self._progress.usage["tagger"] = self._progress.usage.get("tagger", Usage()) + reply.usage
        row = "tagger" if self._in_one_row else part_name("tagger")
        return self._fit_for_users("tagger", reply.error) or await self._store("tagger", row, reply.output)

    async def _failed(self, specialist: str, error: AgentError, usage: Usage) -> None:
        self._progress.errors[specialist] = error
        self.live.end(specialist, AgentState.FAILED)
        metrics.count("SpecialistFailures", specialist=specialist, kind=error.kind)
        if usage != Usage():
            spent = self._progress.spent(specialist, "planner")
            await in_thread(self._claim.record_usage, spent, self.live.changes())
        else:
            self._announcer.soon()

    def _fit_for_users(self, specialist: str, error: AgentError | None) -> AgentError | None:
        """The error without a model's own words, which may stand in an error about its answer: those are logged."""
        if error is None:
            return None
        logger.warning("specialist failed", specialist=specialist, error=error.model_dump())
        if error.kind is not ErrorKind.MODEL_OUTPUT:
            return error
        message = f"The {specialist}'s model gave no usable answer; the trace shows what it answered."
        return AgentError(kind=error.kind, message=message)

    async def _store(self, specialist: str, row: str, output: dict[str, Any] | None) -> AgentError | None:
        """Stores a specialist's output, or a part of it, under the name of a row; an error instead if it is not this
        specialist's kind of result."""
        reason = problem(specialist, output)
        if output is None or reason:
            logger.warning("a specialist returned no result of its kind", specialist=specialist, reason=reason)
            message = f"The {specialist} returned something that is no result of its kind."
            return AgentError(kind=ErrorKind.INTERNAL, message=message)
        output, decided = without_decisions(output)
        spent, unclassified = self._progress.spent(specialist, "planner"), self.portfolio.unclassified()
        found = tags(output, unclassified) if specialist == "tagger" else {}
        is_all = specialist != "tagger" or len(found) == len(unclassified)
        self.live.tell(specialist, decided)
        news = self.live.changes() | (self.live.as_completed(specialist) if is_all else {})
        try:
            await in_thread(self._claim.store, row, output, spent, found, news)
        except Unstorable as unstorable:
            self.live.still_to_tell(news)
            logger.warning("specialist failed", specialist=specialist, error={"message": str(unstorable)})
            message = f"The {specialist}'s result cannot be stored: {unstorable}."
            return AgentError(kind=ErrorKind.MODEL_OUTPUT, message=message)
        if specialist == "tagger":
            self._tagged = output = united(self._tagged, output) if self._tagged else output
            self._classify(output)
        if is_all:
            self.live.end(specialist, AgentState.COMPLETED, written=True)
        self._progress.results[specialist] = output
        return None

    def _classify(self, tagged: dict[str, Any]) -> None:
        self.portfolio = self.portfolio.classified(classifications(tagged))
