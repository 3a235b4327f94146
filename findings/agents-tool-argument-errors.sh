#!/usr/bin/env bash
# openai-agents 0.24.0: a model that gets a tool's arguments wrong is not told what was wrong.
#
# One might expect the validation error to reach the model, so that it can correct the call. Seen: with the default
# error function the tool's result is one generic sentence for a wrong type and for a missing argument alike; with
# failure_error_function=None the whole run ends with ModelBehaviorError, although other calls of the turn were good;
# and an argument that the strict schema does not have is dropped without a word, so the call succeeds.
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


def transfer(account: int, amount: int) -> str:
    """Transfer an amount."""
    return f"moved {amount}"


lenient = function_tool(transfer)
strict = function_tool(transfer, failure_error_function=None)


def results(tool, *calls):
    steps = [ModelStep(output=[function_call("transfer", arguments, call_id=str(number))
                               for number, arguments in enumerate(calls)]),
             ModelStep(output=[assistant_message("done")])]
    agent = Agent(name="teller", tools=[tool])
    run = Runner.run(agent, "Move money.", run_config=RunConfig(model=ScriptedModel(steps)))
    return [item.output for item in asyncio.run(run).new_items if item.type == "tool_call_output_item"]


generic = "An error occurred while running the tool. Please try again."
good = {"account": 1, "amount": 2}
seen = {
    "wrong type": results(lenient, {"account": "one", "amount": 2}),
    "missing argument": results(lenient, {"account": 1}),
    "unknown argument": results(lenient, good | {"currency": "EUR"}),
}
for case, output in seen.items():
    print(f"{case:17} {output}")
assert seen == {"wrong type": [generic], "missing argument": [generic], "unknown argument": ["moved 2"]}, "changed"
try:
    results(strict, good, {"account": "one", "amount": 2})
except ModelBehaviorError as error:
    print(f"without an error function, beside a good call: {type(error).__name__}: {error}")
else:
    raise SystemExit("changed: the run goes on")
PY
