"""The planner's tools: each runs one specialist and tells the model the result in brief."""

from __future__ import annotations

import json
from typing import Annotated, Any

from agents import FunctionTool
from pydantic import Field

from agent_runtime.agent.tools import tool
from agent_runtime.contracts import AgentReply
from planner.batches import MOST_NAMED, named
from planner.needs import wants_projection
from planner.specialists import SpecialistRunner

Symbols = Annotated[list[str], Field(description="those of `unclassified`.")]
Reason = Annotated[str, Field(description="why, in one short sentence.")]


def specialist_tools(specialists: SpecialistRunner) -> list[FunctionTool]:
    """Tools bound to one job's specialists. A specialist's failure is a value that the model reads and plans around."""
    live = specialists.live

    @tool
    async def tag_instruments(symbols: Symbols, reason: Reason) -> str:
        """InstrumentTagger: classifies instruments by asset class, region and sector."""
        missing = [instrument.symbol for instrument in specialists.portfolio.unclassified()]
        if not missing:
            return json.dumps({"ok": True, "note": "nothing is unclassified"})
        live.decide(f"Missing data for {named(missing)}", reason=reason, asked_for=symbols)
        live.route("tagger", reason=reason)
        reply = await specialists.tag()
        found = sorted((reply.output or {}).get("classifications", {}))
        return _summary(reply, classified=found[:MOST_NAMED], number_classified=len(found))

    @tool
    async def write_report(reason: Reason) -> str:
        """Report Writer: writes the analysis."""
        live.route("reporter", reason=reason)
        reply = await specialists.analyse("reporter")
        return _summary(reply, words=(reply.output or {}).get("words"))

    @tool
    async def make_charts(reason: Reason) -> str:
        """Chart Maker: draws the charts."""
        live.route("charter", reason=reason)
        reply = await specialists.analyse("charter")
        return _summary(reply, charts=[chart["title"] for chart in (reply.output or {}).get("charts", [])])

    @tool
    async def project_retirement(reason: Reason) -> str:
        """Retirement Specialist: a Monte Carlo projection, only for a client with a retirement goal."""
        if not wants_projection(specialists.portfolio):
            return json.dumps({"ok": False, "error": "the client has no retirement goal"})
        live.decide("Retirement analysis required", reason=reason)
        live.route("retirement", reason=reason)
        reply = await specialists.analyse("retirement")
        return _summary(reply, success_rate=(reply.output or {}).get("success_rate"))

    return [tag_instruments, write_report, make_charts, project_retirement]


def _summary(reply: AgentReply, **result: Any) -> str:
    """The few facts that the model needs to continue, as JSON. Results go to the database, not through the model."""
    if reply.error:
        return json.dumps({"ok": False, "error": f"{reply.error.kind}: {reply.error.message}"})
    return json.dumps({"ok": True, **result})
