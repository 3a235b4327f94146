#!/usr/bin/env bash
# openai-agents 0.24.0: a turn that holds only reasoning is a success for a text agent and a loop for a structured one.
#
# Reasoning models on Bedrock sometimes stop after their reasoning block. One might expect an error, or the same
# treatment of both kinds of agent. Seen: a plain-text agent finishes at once with final_output "" and no error; an agent
# with an output_type asks the model again, with nothing added to the conversation that says why, until max_turns.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check openai-agents==0.24.0
"$folder/venv/bin/python" - <<'PY'
import asyncio
import logging

from agents import Agent, RunConfig, Runner, set_trace_processors
from agents.exceptions import MaxTurnsExceeded
from agents.testing import ModelStep, ScriptedModel
from openai.types.responses.response_reasoning_item import ResponseReasoningItem, Summary
from pydantic import BaseModel

logging.disable(logging.CRITICAL)
set_trace_processors([])
thought = ResponseReasoningItem(id="r", type="reasoning", summary=[Summary(text="Let me see.", type="summary_text")])


class Answer(BaseModel):
    number: int


def run(output_type):
    model = ScriptedModel([ModelStep(output=[thought]) for _ in range(5)])
    agent = Agent(name="a", output_type=output_type)
    try:
        result = asyncio.run(Runner.run(agent, "Answer.", max_turns=5, run_config=RunConfig(model=model)))
        end = repr(result.final_output)
    except MaxTurnsExceeded as error:
        end = type(error).__name__
    last = model.calls[-1].input
    users = [item for item in last if item.get("role") == "user"] if isinstance(last, list) else [last]
    return end, len(model.calls), len(users)


seen = {"text": run(None), "structured": run(Answer)}
for kind, (end, calls, users) in seen.items():
    print(f"{kind:10} ends with {end}, model calls: {calls}, user messages in the last call: {users}")
assert seen == {"text": ("''", 1, 1), "structured": ("MaxTurnsExceeded", 5, 1)}, f"changed: {seen}"
PY
