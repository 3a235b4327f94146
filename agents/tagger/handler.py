"""Lambda of the tagger: instruments in, their classifications out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent_runtime.agent.decisions import decided
from agent_runtime.agent.output_validation import run_with_validation
from agent_runtime.agent.prose import reason_or
from agent_runtime.agent.runner import Run, model_id
from agent_runtime.bedrock.capabilities import output_limit
from agent_runtime.contracts import AgentRequest, ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.handler import agent_handler
from agent_runtime.portfolio.snapshot import Instrument
from agent_runtime.traces.tracing import note
from tagger.agent import question, tagger_agent
from tagger.batches import ask_in_batches
from tagger.models import TaggerOutput, Tagging
from tagger.tools import PLAIN_REASON, right_part, tagging

#: Instruments of one invocation with an event each. An observation costs money in Langfuse.
MOST_EVENTS = 10


async def work(request: AgentRequest, run: Run) -> dict[str, Any]:
    """Output: `{rationale, classifications: {SYMBOL: Tagging}, instruments_tagged}`.

    Instruments of a batch that failed are missing from it; an error if that are all.
    """
    instruments = {instrument.symbol: instrument for instrument in request.instruments}
    if not instruments:
        raise AgentFailure(ErrorKind.BAD_REQUEST, "The request names no instruments to classify.")

    async def ask(batch: Sequence[Instrument]) -> TaggerOutput:
        symbols = [instrument.symbol for instrument in batch]
        agent = tagger_agent(symbols)
        return await run_with_validation(
            run, agent, question(batch), TaggerOutput, lambda answer: right_part(answer, symbols)
        )

    answers = await ask_in_batches(list(instruments.values()), lambda: output_limit(model_id()), ask)
    if not answers.outputs:
        raise answers.failures[0]
    names = [instrument.name for instrument in request.instruments]
    found = [tagged for output in answers.outputs for tagged in output.classifications]
    classifications = {tagged.symbol: tagging(tagged, names) for tagged in found}
    _tell(instruments, classifications)
    note(instruments_tagged=len(classifications))
    return {
        "rationale": reason_or(PLAIN_REASON, answers.outputs[0].rationale, names),
        "classifications": {symbol: one.model_dump(mode="json") for symbol, one in classifications.items()},
        "instruments_tagged": len(classifications),
    }


def _tell(instruments: dict[str, Instrument], classifications: dict[str, Tagging]) -> None:
    """An event for each instrument in the trace; of many, for the first, and one for the others."""
    for symbol in list(classifications)[:MOST_EVENTS]:
        decided(headline(instruments[symbol], classifications[symbol]), symbol=symbol)
    others = len(classifications) - MOST_EVENTS
    if others > 0:
        decided(f"Tagged: {others} more instruments", symbols=list(classifications)[MOST_EVENTS:])


def headline(instrument: Instrument, classification: Tagging) -> str:
    """E.g. `Tagged: ARKK → ARK Innovation ETF (100% equity)`."""
    asset_class, percent = max(classification.asset_classes.items(), key=lambda share: share[1])
    largest = f"{percent:.0f}% {asset_class.value.replace('_', ' ')}"
    return f"Tagged: {instrument.symbol} → {instrument.name} ({largest})"


handle = agent_handler(work)
