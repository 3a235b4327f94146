"""The specialists as the planner's code sees them: called once each, their results stored as they arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aws_lambda_powertools import Logger

from agent_runtime import metrics
from agent_runtime.contracts import AgentError, AgentReply, AgentRequest, JobContext, Usage
from agent_runtime.portfolio import Classification, Portfolio
from agent_runtime.threads import in_thread

logger = Logger(child=True)

Invoke = Callable[[str, AgentRequest], Awaitable[AgentReply]]
Store = Callable[[str, dict[str, Any], Usage], None]


class Team:
    """One job's specialists.

    Args:
        context: who the job is for.
        portfolio: the snapshot the specialists work on.
        invoke: calls a specialist and always returns a reply.
        store: keeps a result; blocking; raises when the job is no longer ours.
        done: results that an earlier attempt at this job already stored, by specialist: those are not run again.
    """

    def __init__(
        self,
        context: JobContext,
        portfolio: Portfolio,
        invoke: Invoke,
        store: Store,
        done: dict[str, dict[str, Any]],
    ) -> None:
        self._context = context
        self._invoke = invoke
        self._store = store
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
        if reply.ok and reply.output is not None:
            await in_thread(self._store, specialist, reply.output, reply.usage)
            self.results[specialist] = reply.output
        elif reply.error:
            self.errors[specialist] = reply.error
            metrics.count("SpecialistFailures", specialist=specialist, kind=reply.error.kind)
            logger.warning("specialist failed", specialist=specialist, error=reply.error.model_dump())
        return reply

    def _apply_tags(self, output: dict[str, Any]) -> None:
        splits = {
            symbol: Classification.model_validate({k: v for k, v in tag.items() if k != "rationale"})
            for symbol, tag in output["classifications"].items()
        }
        self.portfolio = self.portfolio.classified(splits)
