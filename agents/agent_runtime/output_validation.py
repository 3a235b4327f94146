"""Checks an agent's answer in code. After a wrong answer, the model is told why and gets one more try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from agents import (
    Agent,
    AgentOutputSchema,
    GuardrailFunctionOutput,
    ItemHelpers,
    OutputGuardrail,
    RunResult,
    TResponseInputItem,
)
from agents.exceptions import ModelBehaviorError, OutputGuardrailTripwireTriggered
from pydantic import BaseModel, ValidationError

from agent_runtime.contracts import ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.prompting import data_block
from agent_runtime.runner import Run

Answer = TypeVar("Answer")

CORRECTION = "That answer was checked and not accepted. Answer again, whole, without these mistakes."
#: Characters of an error that names every mistake.
MAX_MESSAGE = 500


class CheckedOutput(AgentOutputSchema):
    """Structured output whose errors name the wrong field: the SDK's own error redacts it.

    Args:
        output_type: the pydantic model of the answer.
    """

    def __init__(self, output_type: type[BaseModel]) -> None:
        super().__init__(output_type)
        self._model = output_type

    def validate_json(self, json_str: str) -> BaseModel:
        try:
            return self._model.model_validate_json(json_str, strict=True)
        except ValidationError as error:
            raise ModelBehaviorError("\n".join(field_errors(error))) from None


def field_errors(error: ValidationError) -> list[str]:
    """One line per wrong field: its path and the expectation."""
    return [f"{'.'.join(map(str, part['loc'])) or 'answer'}: {part['msg']}" for part in error.errors()]


def checked_by(name: str, check: Callable[[Any], list[str]]) -> OutputGuardrail[Any]:
    """An output guardrail that rejects an answer with the mistakes that `check` finds.

    Args:
        name: of the guardrail in the trace, e.g. `report_check`.
        check: finds an answer's mistakes, as sentences for the model; empty for a good answer.
    """

    def refuse(_context: Any, _agent: Any, answer: Any) -> GuardrailFunctionOutput:
        reasons = check(answer)
        return GuardrailFunctionOutput(output_info=reasons, tripwire_triggered=bool(reasons))

    return OutputGuardrail(guardrail_function=refuse, name=name)


@dataclass(frozen=True)
class Rejection:
    """A rejected answer."""

    reasons: list[str]
    conversation: list[TResponseInputItem]
    """The run up to that answer, for the model to continue from. Tool calls are not repeated."""


async def run_with_validation(run: Run, agent: Agent[Any], message: str, answer_type: type[Answer]) -> Answer:
    """Runs the agent. A rejected answer goes back to the model once, with the reasons.

    Raises:
        AgentFailure: model_output, with the reasons, if the second answer is wrong too; others as `Run.agent`.
    """
    result = await _attempt(run, agent, message)
    if isinstance(result, Rejection):
        correction: TResponseInputItem = {
            "role": "user",
            "content": f"{CORRECTION}\n\n{data_block('mistakes', result.reasons)}",
        }
        result = await _attempt(run, agent, [*result.conversation, correction])
    if isinstance(result, Rejection):
        reasons = " ".join(result.reasons)
        raise AgentFailure(ErrorKind.MODEL_OUTPUT, f"{agent.name} was wrong twice: {reasons}"[:MAX_MESSAGE])
    return result.final_output_as(answer_type, raise_if_incorrect_type=True)


async def _attempt(run: Run, agent: Agent[Any], message: str | list[TResponseInputItem]) -> RunResult | Rejection:
    try:
        return await run.agent(agent, message)
    except AgentFailure as failure:
        cause = failure.__cause__
        if isinstance(cause, OutputGuardrailTripwireTriggered):
            reasons = cause.guardrail_result.output.output_info
        elif isinstance(cause, ModelBehaviorError):
            reasons = cause.message.splitlines()
        else:
            raise
        if cause.run_data is None:
            raise
        items = [item.to_input_item() for item in cause.run_data.new_items]
        return Rejection(reasons, [*ItemHelpers.input_to_new_input_list(cause.run_data.input), *items])
