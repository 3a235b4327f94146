"""The specialists as the planner's code sees them: called once each, their results checked and stored at once."""

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
from planner.outputs import classifications, problem

logger = Logger(child=True)

Invoke = Callable[[str, AgentRequest], Awaitable[AgentReply]]
Store = Callable[[str, dict[str, Any]], None]
Book = Callable[[str], None]


class SpecialistRunner:
    """One job's specialists.

    Args:
        context: who the job is for.
        portfolio: the snapshot the specialists work on.
        invoke: calls a specialist and always returns a reply.
        store: keeps a specialist's result and what is in `usage`; blocking; raises Unstorable for a result that the
            database does not take, and whatever it likes when the job is no longer ours.
        book: keeps what is in `usage` of a specialist that has no result; blocking.
        done: results that an earlier attempt at this job already stored, by specialist: those are not run again.
    """

    def __init__(
        self,
        context: JobContext,
        portfolio: Portfolio,
        invoke: Invoke,
        store: Store,
        book: Book,
        done: dict[str, dict[str, Any]],
    ) -> None:
        self._context = context
        self._invoke = invoke
        self._store, self._book = store, book
        self.portfolio = portfolio
        self.results: dict[str, dict[str, Any]] = dict(done)
        self.errors: dict[str, AgentError] = {}
        self.usage: dict[str, Usage] = {}
        self._running: dict[str, asyncio.Task[AgentReply]] = {}
        if "tagger" in done:
            self._apply_tags(done["tagger"])

    async def tag(self) -> AgentReply:
        request = AgentRequest(job=self._context.model_copy(), instruments=self.portfolio.unclassified())
        reply = await self._once("tagger", request)
        if reply.ok and reply.output:
            self._apply_tags(reply.output)
        return reply

    async def analyse(self, specialist: str) -> AgentReply:
        """Runs `reporter`, `charter` or `retirement` on the portfolio as it is classified now."""
        return await self._once(specialist, AgentRequest(job=self._context.model_copy(), portfolio=self.portfolio))

    async def _once(self, specialist: str, request: AgentRequest) -> AgentReply:
        """A model may call a tool twice; the specialist runs once and both calls get its reply."""
        if specialist in self.results:
            return AgentReply(ok=True, output=self.results[specialist])
        if specialist not in self._running:
            self._running[specialist] = asyncio.create_task(self._run(specialist, request))
        return await self._running[specialist]

    async def _run(self, specialist: str, request: AgentRequest) -> AgentReply:
        reply = await self._invoke(specialist, request)
        self.usage[specialist] = reply.usage
        error = reply.error or await self._kept(specialist, reply.output)
        if error is None:
            return reply
        self.errors[specialist] = error
        metrics.count("SpecialistFailures", specialist=specialist, kind=error.kind)
        logger.warning("specialist failed", specialist=specialist, error=error.model_dump())
        if reply.usage != Usage():
            await in_thread(self._book, specialist)
        return AgentReply(ok=False, error=error, usage=reply.usage)

    async def _kept(self, specialist: str, output: dict[str, Any] | None) -> AgentError | None:
        """Stores what a specialist delivered; why not, if it is no result of this specialist's."""
        wrong = problem(specialist, output)
        if output is None or wrong:
            logger.warning("a specialist returned no result of its kind", specialist=specialist, reason=wrong)
            message = f"The {specialist} returned something that is no result of its kind."
            return AgentError(kind=ErrorKind.INTERNAL, message=message)
        try:
            await in_thread(self._store, specialist, output)
        except Unstorable as reason:
            message = f"The {specialist}'s result cannot be stored: {reason}."
            return AgentError(kind=ErrorKind.MODEL_OUTPUT, message=message)
        self.results[specialist] = output
        return None

    def _apply_tags(self, output: dict[str, Any]) -> None:
        self.portfolio = self.portfolio.classified(classifications(output))
