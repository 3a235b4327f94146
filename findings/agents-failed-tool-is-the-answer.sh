#!/usr/bin/env bash
# openai-agents 0.24.0: where a tool's result ends the run, the error of a failed tool is a successful final output, of
# any type.
#
# tool_use_behavior="stop_on_first_tool", or StopAtTools, makes a tool's result the final output. One might expect a
# tool that fails to raise, or to go to the model, for which its error text is written ("Please try again"), and
# output_type to be the type of what the run returns. Seen: a tool that raises, wrong arguments of the model, and a
# tool's timeout each end the run without an exception. final_output is that sentence, a str also where output_type is a
# class, so the client reads "Please try again" as the answer, and result.final_output.shares raises AttributeError at
# best. The model is not asked again. Give such tools failure_error_function=None and
# timeout_behavior="raise_exception".
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


def sell(symbol: str, shares: int) -> Receipt:
    """Sell shares."""
    if symbol == "CLOSED":
        raise ConnectionError("The exchange is closed.")
    return Receipt(shares=shares)


async def buy(symbol: str, shares: int) -> Receipt:
    """Buy shares, slowly."""
    await asyncio.sleep(60)
    return Receipt(shares=shares)


DEFAULT = [function_tool(sell), function_tool(buy, timeout=0.1)]
STRICT = [
    function_tool(sell, failure_error_function=None),
    function_tool(buy, timeout=0.1, timeout_behavior="raise_exception"),
]


def run(call, behaviour, tools):
    """The final output or the exception's name, and how often the model was asked."""
    model = ScriptedModel([ModelStep(output=[call]), ModelStep(output=[assistant_message('{"shares": 0}')])])
    agent = Agent(name="broker", tools=tools, tool_use_behavior=behaviour, output_type=Receipt)
    try:
        output = asyncio.run(Runner.run(agent, "Sell 3 VTI.", run_config=RunConfig(model=model))).final_output
    except Exception as error:
        output = type(error).__name__
    return output, len(model.calls)


FAILED = "An error occurred while running the tool. Please try again."
SLOW = "Tool 'buy' timed out after 0.1 seconds."
CASES = {
    "good call": ("sell", {"symbol": "VTI", "shares": 3}, Receipt(shares=3), Receipt(shares=3)),
    "tool raises": ("sell", {"symbol": "CLOSED", "shares": 3}, FAILED, "UserError"),
    "argument missing": ("sell", {"symbol": "VTI"}, FAILED, "ModelBehaviorError"),
    "tool times out": ("buy", {"symbol": "VTI", "shares": 3}, SLOW, "ToolTimeoutError"),
}
for behaviour in ("stop_on_first_tool", StopAtTools(stop_at_tool_names=["sell", "buy"])):
    print("tool_use_behavior:", behaviour)
    for name, (tool, arguments, by_default, strictly) in CASES.items():
        call = function_call(tool, arguments, call_id="c")
        seen, strict = run(call, behaviour, DEFAULT), run(call, behaviour, STRICT)
        print(f"  {name:17} final output: {seen[0]!r}; asked {seen[1]} time; with the two options: {strict[0]!r}")
        assert seen == (by_default, 1), "changed"
        assert strict == (strictly, 1), "changed: the way out"
PY
