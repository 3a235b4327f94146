"""The tagger's SDK agent: no tools, structured output, checked before it is stored."""

from __future__ import annotations

from collections.abc import Sequence

from agents import Agent, ModelSettings

from agent_runtime.agent.guardrails import refuse_instructions
from agent_runtime.agent.output_validation import CheckedOutput, checked_by
from agent_runtime.agent.prompting import data_block, instructions
from agent_runtime.portfolio.snapshot import Instrument
from tagger.batches import TOKENS_AROUND, TOKENS_EACH
from tagger.models import TaggerOutput
from tagger.tools import tagging_problems


def tagger_agent(symbols: Sequence[str]) -> Agent[None]:
    """The agent that classifies exactly these symbols."""
    return Agent[None](
        name="InstrumentTagger",
        instructions=instructions(__file__),
        # Facts, not prose: the most likely answer counts.
        model_settings=ModelSettings(temperature=0.0, max_tokens=TOKENS_AROUND + TOKENS_EACH * len(symbols)),
        output_type=CheckedOutput(TaggerOutput),
        input_guardrails=[refuse_instructions],
        output_guardrails=[checked_by("tagging_check", lambda output: tagging_problems(output, symbols))],
    )


def question(instruments: Sequence[Instrument]) -> str:
    """The message that asks for these instruments."""
    asked = [{"symbol": item.symbol, "name": item.name, "kind": item.kind} for item in instruments]
    return f"Classify these instruments.\n\n{data_block('instruments', asked)}"
