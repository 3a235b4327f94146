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
from aws_lambda_powertools import Logger
from pydantic import BaseModel, ValidationError

from agent_runtime.agent.prompting import data_block
from agent_runtime.agent.runner import Run
from agent_runtime.contracts import ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.traces import tracing

NOT_ACCEPTED = (
    "the model's answer was checked and not accepted, nor was its second one. "
    "Run the analysis again; if it stays so, use a stronger model."
)

logger = Logger(child=True)

Answer = TypeVar("Answer")

CORRECTION = "That answer was checked and not accepted. Answer again, whole, without these mistakes."


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
    answer: Any = None
    """The answer; None if it was none of the agent's kind."""

    def correction(self) -> list[TResponseInputItem]:
        """The message that asks for another answer, with the reasons."""
        asked: TResponseInputItem = {
            "role": "user",
            "content": f"{CORRECTION}\n\n{data_block('mistakes', self.reasons)}",
        }
        return [*self.conversation, asked]


async def run_with_validation(
    run: Run,
    agent: Agent[Any],
    message: str,
    answer_type: type[Answer],
    salvage: Callable[[Answer], Answer | None] = lambda _: None,
) -> Answer:
    """Runs the agent. A rejected answer goes back to the model once, with the reasons.

    Args:
        salvage: the valid part of a second, wrong answer; None if there is none.

    Raises:
        AgentFailure: model_output if the second answer is wrong too; others as `Run.agent`.
    """
    result = await attempt(run, agent, message)
    if isinstance(result, Rejection):
        result = await attempt(run, agent, result.correction())
    if isinstance(result, Rejection):
        # The reasons quote the model: they are for log and trace, not for the user of the job.
        logger.warning("an answer was wrong twice", agent=agent.name, reasons=result.reasons)
        tracing.event("Model: wrong twice", agent=agent.name, reasons=result.reasons)
        if isinstance(result.answer, answer_type) and (right := salvage(result.answer)) is not None:
            return right
        raise AgentFailure(ErrorKind.MODEL_OUTPUT, f"{agent.name}: {NOT_ACCEPTED}")
    return result.final_output_as(answer_type, raise_if_incorrect_type=True)


async def attempt(run: Run, agent: Agent[Any], message: str | list[TResponseInputItem]) -> RunResult | Rejection:
    """One run of the agent. Raises AgentFailure, as `Run.agent`, where there is no answer to correct."""
    answer = None
    try:
        return await run.agent(agent, message)
    except AgentFailure as failure:
        cause = failure.__cause__
        if isinstance(cause, OutputGuardrailTripwireTriggered):
            reasons, answer = cause.guardrail_result.output.output_info, cause.guardrail_result.agent_output
        elif isinstance(cause, ModelBehaviorError):
            reasons = cause.message.splitlines()
        else:
            raise
        if cause.run_data is None:
            raise
        items = [item.to_input_item() for item in cause.run_data.new_items]
        return Rejection(reasons, [*ItemHelpers.input_to_new_input_list(cause.run_data.input), *items], answer)
