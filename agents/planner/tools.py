"""The planner's tools: each sets one specialist to work and tells the model, briefly, what came of it."""

from __future__ import annotations

import functools
import json
from typing import Any

from agents import FunctionTool, function_tool

from agent_runtime import tracing
from agent_runtime.contracts import AgentReply
from planner.team import Team

# An exception in a tool is ours, a lost claim or a database that is gone: it ends the run instead of becoming
# text for the model.
planner_tool = functools.partial(function_tool, failure_error_function=None)


def team_tools(team: Team) -> list[FunctionTool]:
    """Tools bound to one job's team. A specialist's failure is a value that the model reads and plans around."""

    @planner_tool
    async def tag_instruments(symbols: list[str], reason: str) -> str:
        """Have instruments classified by asset class, region and sector.

        Args:
            symbols: the unclassified symbols of the job.
            reason: why this is needed, in one short sentence.
        """
        missing = [instrument.symbol for instrument in team.portfolio.unclassified()]
        if not missing:
            return json.dumps({"ok": True, "note": "nothing is unclassified"})
        tracing.event(f"Decision: Missing data for {', '.join(missing)}", reason=reason, asked_for=symbols)
        tracing.event("Routing to: InstrumentTagger", reason=reason)
        reply = await team.tag()
        return _summary(reply, classified=sorted((reply.output or {}).get("classifications", {})))

    @planner_tool
    async def write_report(reason: str) -> str:
        """Have the written analysis made.

        Args:
            reason: why this is needed, in one short sentence.
        """
        tracing.event("Routing to: Report Writer", reason=reason)
        reply = await team.analyse("reporter")
        return _summary(reply, words=(reply.output or {}).get("words"))

    @planner_tool
    async def make_charts(reason: str) -> str:
        """Have the charts made.

        Args:
            reason: why this is needed, in one short sentence.
        """
        tracing.event("Routing to: Chart Maker", reason=reason)
        reply = await team.analyse("charter")
        return _summary(reply, charts=[chart["title"] for chart in (reply.output or {}).get("charts", [])])

    @planner_tool
    async def project_retirement(reason: str) -> str:
        """Have the retirement projection made. Only for a client with a retirement goal.

        Args:
            reason: why this is needed, in one short sentence.
        """
        if team.portfolio.goal is None:
            return json.dumps({"ok": False, "error": "the client has no retirement goal"})
        tracing.event("Decision: Retirement analysis required", reason=reason)
        tracing.event("Routing to: Retirement Specialist", reason=reason)
        reply = await team.analyse("retirement")
        return _summary(reply, success_rate=(reply.output or {}).get("success_rate"))

    return [tag_instruments, write_report, make_charts, project_retirement]


def _summary(reply: AgentReply, **result: Any) -> str:
    """What the model needs to go on, as JSON; the results themselves go to the database, not through the model."""
    if reply.error:
        return json.dumps({"ok": False, "error": f"{reply.error.kind}: {reply.error.message}"})
    return json.dumps({"ok": True, **result})
