#!/usr/bin/env bash
# openai-agents 0.24.0: the id that a model gives a tool call decides whether the tool runs.
#
# Models behind Converse or llama.cpp number their calls anew in each turn, or repeat an id. One might expect the SDK
# to run every call. Seen:
#   - two equal calls with one id in one turn: the tool runs once, the second call is dropped;
#   - the id of an earlier turn with other arguments: ModelBehaviorError ends the run, after the first call took effect;
#   - two different calls with one id in one turn: ModelBehaviorError, neither runs.
# A Model implementation must therefore make the ids unique before the SDK sees them.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check openai-agents==0.24.0
"$folder/venv/bin/python" - <<'PY'
import asyncio
import logging

from agents import Agent, RunConfig, Runner, function_tool, set_trace_processors
from agents.exceptions import ModelBehaviorError
from agents.testing import ModelStep, ScriptedModel, assistant_message, function_call

logging.disable(logging.CRITICAL)
set_trace_processors([])
ran = []


@function_tool
def quote(symbol: str) -> str:
    """The price of a symbol."""
    ran.append(symbol)
    return "100"


def outcome(*turns):
    ran.clear()
    steps = [ModelStep(output=[function_call("quote", {"symbol": symbol}, call_id="call_0") for symbol in turn])
             for turn in turns]
    model = ScriptedModel([*steps, ModelStep(output=[assistant_message("done")])])
    try:
        asyncio.run(Runner.run(Agent(name="a", tools=[quote]), "Quote.", run_config=RunConfig(model=model)))
    except ModelBehaviorError as error:
        return list(ran), str(error)
    return list(ran), "finished"


seen = [outcome(["VTI", "VTI"]), outcome(["VTI"], ["BND"]), outcome(["VTI", "BND"])]
for case in seen:
    print(case)
assert [tools for tools, _ in seen] == [["VTI"], ["VTI"], []], "the tools that run have changed"
assert [end == "finished" for _, end in seen] == [True, False, False], "the endings have changed"
PY
