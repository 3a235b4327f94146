#!/usr/bin/env bash
# openai-agents 0.24.0: where a tool's result ends the run, the error of a failed tool is a successful final output, of any
# type.
#
# tool_use_behavior="stop_on_first_tool", or StopAtTools, makes a tool's result the final output. One might expect a tool
# that fails to raise, or to go to the model, for which its error text is written ("Please try again"), and output_type to
# be the type of what the run returns. Seen: a tool that raises, wrong arguments of the model, and a tool's timeout each
# end the run without an exception. final_output is that sentence, a str also where output_type is a class, so the client
# reads "Please try again" as the answer, and result.final_output.shares raises AttributeError at best. The model is not
# asked again. Give such tools failure_error_function=None and timeout_behavior="raise_exception".
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check openai-agents==0.24.0
"$folder/venv/bin/python" - <<'PY'
import asyncio
import logging

from agents import Agent, RunConfig, Runner, StopAtTools, function_tool, set_trace_processors
from agents.testing import ModelStep, ScriptedModel, assistant_message, function_call
from pydantic import BaseModel

logging.disable(logging.CRITICAL)
set_trace_processors([])


class Receipt(BaseModel):
    shares: int


@function_tool
def sell(symbol: str, shares: int) -> Receipt:
    """Sell shares."""
    if symbol == "CLOSED":
        raise ConnectionError("The exchange is closed.")
    return Receipt(shares=shares)


@function_tool(timeout=0.1)
async def buy(symbol: str, shares: int) -> Receipt:
    """Buy shares, slowly."""
    await asyncio.sleep(60)
    return Receipt(shares=shares)


def run(call, behaviour):
    """The final output, and how often the model was asked."""
    model = ScriptedModel([ModelStep(output=[call]), ModelStep(output=[assistant_message('{"shares": 0}')])])
    agent = Agent(name="broker", tools=[sell, buy], tool_use_behavior=behaviour, output_type=Receipt)
    result = asyncio.run(Runner.run(agent, "Sell 3 VTI.", run_config=RunConfig(model=model)))
    return result.final_output, len(model.calls)


RAISED = "An error occurred while running the tool. Please try again."
CASES = {
    "good call": (function_call("sell", {"symbol": "VTI", "shares": 3}, call_id="c"), Receipt(shares=3)),
    "tool raises": (function_call("sell", {"symbol": "CLOSED", "shares": 3}, call_id="c"), RAISED),
    "argument missing": (function_call("sell", {"symbol": "VTI"}, call_id="c"), RAISED),
    "tool times out": (function_call("buy", {"symbol": "VTI", "shares": 3}, call_id="c"),
                       "Tool 'buy' timed out after 0.1 seconds."),
}
for behaviour in ("stop_on_first_tool", StopAtTools(stop_at_tool_names=["sell", "buy"])):
    print("tool_use_behavior:", behaviour)
    for name, (call, expected) in CASES.items():
        output, asked = run(call, behaviour)
        print(f"  {name:17} the model was asked {asked} time; final output: {output!r}")
        assert (output, asked) == (expected, 1), "changed"
PY
