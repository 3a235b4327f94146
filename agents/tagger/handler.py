"""Lambda of the tagger: instruments in, their classifications out."""

from __future__ import annotations

from typing import Any

from agent_runtime.contracts import AgentRequest, ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.handler import agent_handler
from agent_runtime.output_validation import run_with_validation
from agent_runtime.portfolio import Instrument
from agent_runtime.prose import reason_or
from agent_runtime.runner import Run
from agent_runtime.tracing import event, note
from tagger.agent import question, tagger_agent
from tagger.models import TaggerOutput, Tagging
from tagger.tools import PLAIN_REASON, tagging


async def work(request: AgentRequest, run: Run) -> dict[str, Any]:
    """Output: `{rationale, classifications: {SYMBOL: Tagging}, instruments_tagged}`."""
    instruments = {instrument.symbol: instrument for instrument in request.instruments}
    if not instruments:
        raise AgentFailure(ErrorKind.BAD_REQUEST, "The request names no instruments to classify.")
    agent = tagger_agent(list(instruments))
    output = await run_with_validation(run, agent, question(list(instruments.values())), TaggerOutput)
    names = [instrument.name for instrument in request.instruments]
    classifications = {tagged.symbol: tagging(tagged, names) for tagged in output.classifications}
    for symbol, classification in classifications.items():
        event(headline(instruments[symbol], classification), symbol=symbol)
    note(instruments_tagged=len(classifications))
    return {
        "rationale": reason_or(PLAIN_REASON, output.rationale, names),
        "classifications": {symbol: one.model_dump(mode="json") for symbol, one in classifications.items()},
        "instruments_tagged": len(classifications),
    }


def headline(instrument: Instrument, classification: Tagging) -> str:
    """E.g. `Tagged: ARKK → ARK Innovation ETF (100% equity)`."""
    asset_class, percent = max(classification.asset_classes.items(), key=lambda share: share[1])
    largest = f"{percent:.0f}% {asset_class.value.replace('_', ' ')}"
    return f"Tagged: {instrument.symbol} → {instrument.name} ({largest})"


handle = agent_handler(work)
