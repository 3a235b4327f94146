"""Calls each specialist at most once, checks its result, and stores it at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aws_lambda_powertools import Logger

from agent_runtime import metrics
from agent_runtime.contracts import AgentError, AgentReply, AgentRequest, ErrorKind, JobContext, Usage
from agent_runtime.portfolio import Portfolio
from agent_runtime.threads import in_thread
from database.errors import Unstorable
from planner.claim import Claim
from planner.outputs import classifications, problem, tags
from planner.progress import Progress

logger = Logger(child=True)

Invoke = Callable[[str, AgentRequest], Awaitable[AgentReply]]


class SpecialistRunner:
    """One job's specialists.

    Args:
        context: the job, as the specialists are told of it.
        portfolio: the snapshot that they work on.
        invoke: calls a specialist and always returns a reply.
        claim: stores results and usage. Its exceptions end the planner's run, except Unstorable.
        progress: gets results, errors and usage. A specialist whose result it already has is not run again.
    """

    def __init__(
        self, context: JobContext, portfolio: Portfolio, invoke: Invoke, claim: Claim, progress: Progress
    ) -> None:
        self._context = context
        self._invoke = invoke
        self._claim = claim
        self._progress = progress
        self.portfolio = portfolio
        self._running: dict[str, asyncio.Task[AgentReply]] = {}
        if "tagger" in progress.results:
            self._classify(progress.results["tagger"])

    async def tag(self) -> AgentReply:
        """Runs the tagger on the unclassified instruments; `portfolio` is classified afterwards."""
        request = AgentRequest(job=self._context.model_copy(), instruments=self.portfolio.unclassified())
        reply = await self._run_once("tagger", request)
        if reply.ok and reply.output:
            self._classify(reply.output)
        return reply

    async def analyse(self, specialist: str) -> AgentReply:
        """Runs `reporter`, `charter` or `retirement` on the portfolio as it is classified now."""
        return await self._run_once(specialist, AgentRequest(job=self._context.model_copy(), portfolio=self.portfolio))

    async def _run_once(self, specialist: str, request: AgentRequest) -> AgentReply:
        """A model may call a tool twice. The specialist runs once, and both calls get its reply."""
        if specialist in self._progress.results:
            return AgentReply(ok=True, output=self._progress.results[specialist])
        if specialist not in self._running:
            self._running[specialist] = asyncio.create_task(self._run(specialist, request))
        return await self._running[specialist]

    async def _run(self, specialist: str, request: AgentRequest) -> AgentReply:
        reply = await self._invoke(specialist, request)
        self._progress.usage[specialist] = reply.usage
        error = reply.error or await self._store(specialist, reply.output)
        if error is None:
            return reply
        self._progress.errors[specialist] = error
        metrics.count("SpecialistFailures", specialist=specialist, kind=error.kind)
        logger.warning("specialist failed", specialist=specialist, error=error.model_dump())
        if reply.usage != Usage():
            await in_thread(self._claim.record_usage, self._progress.spent(specialist, "planner"))
        return AgentReply(ok=False, error=error, usage=reply.usage)

    async def _store(self, specialist: str, output: dict[str, Any] | None) -> AgentError | None:
        """Stores a specialist's output; an error instead if it is not this specialist's kind of result."""
        reason = problem(specialist, output)
        if output is None or reason:
            logger.warning("a specialist returned no result of its kind", specialist=specialist, reason=reason)
            message = f"The {specialist} returned something that is no result of its kind."
            return AgentError(kind=ErrorKind.INTERNAL, message=message)
        spent = self._progress.spent(specialist, "planner")
        try:
            await in_thread(
                self._claim.store, specialist, output, spent, tags(output) if specialist == "tagger" else {}
            )
        except Unstorable as unstorable:
            message = f"The {specialist}'s result cannot be stored: {unstorable}."
            return AgentError(kind=ErrorKind.MODEL_OUTPUT, message=message)
        self._progress.results[specialist] = output
        return None

    def _classify(self, tagged: dict[str, Any]) -> None:
        self.portfolio = self.portfolio.classified(classifications(tagged))
