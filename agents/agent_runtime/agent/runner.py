"""Runs an SDK agent on the configured model, and turns its failures into `AgentFailure`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agents import Agent, RunConfig, RunHooks, Runner, RunResult
from agents.exceptions import (
    InputGuardrailTripwireTriggered,
    MaxTurnsExceeded,
    ModelBehaviorError,
    OutputGuardrailTripwireTriggered,
    UserError,
)
from agents.run_config import ToolErrorFormatterArgs
from agents.tool import Tool
from aws_lambda_powertools import Logger

from agent_runtime.agent.prompting import persona
from agent_runtime.agent.prompts import Prompt
from agent_runtime.agent.tools import unknown_tool
from agent_runtime.bedrock.model import ConfiguredModel, bedrock_model
from agent_runtime.bedrock.usage import UsageTracker
from agent_runtime.contracts import ErrorKind, JobContext, Usage
from agent_runtime.errors import AgentFailure
from agent_runtime.traces import tracing

logger = Logger(child=True)

#: Also the bound of calls that are answered with their mistakes.
MAX_TURNS = 8


def model_id() -> str:
    """The model that runs ask; empty for one without an id."""
    return str(getattr(bedrock_model(), "model_id", ""))


class Run:
    """One invocation of one agent: its job and its usage so far."""

    def __init__(self, job: JobContext, tracker: UsageTracker) -> None:
        self.job = job
        self._tracker = tracker
        self._prompts: dict[str, Prompt] = {}

    @property
    def usage(self) -> Usage:
        return self._tracker.usage

    async def agent(self, agent: Agent[Any], message: str | list[Any], max_turns: int = MAX_TURNS) -> RunResult:
        """Runs `agent` to its final output.

        Raises:
            AgentFailure: a guardrail refused, the model misbehaved, or Bedrock failed.
            Exception: raised by a tool that does not turn its errors into text for the model.
        """
        if not isinstance(agent.instructions, str):
            return await self._finished(agent, message, max_turns)
        prompt = await self._prompt(agent.instructions)
        tracing.note(persona=persona(prompt.text))
        with tracing.prompted(prompt):
            return await self._finished(agent.clone(instructions=prompt.text), message, max_turns)

    async def _prompt(self, packaged: str) -> Prompt:
        """The same for the whole invocation."""
        if packaged not in self._prompts:
            self._prompts[packaged] = await tracing.prompt(packaged)
        return self._prompts[packaged]

    async def _finished(self, agent: Agent[Any], message: str | list[Any], max_turns: int) -> RunResult:
        config = RunConfig(
            model=bedrock_model(),
            model_provider=ConfiguredModel(),
            workflow_name=agent.name,
            # The turn's good calls run, and the model goes on.
            tool_not_found_behavior="return_error_to_model",
            tool_error_formatter=_name_the_tools(agent),
        )
        try:
            return await Runner.run(
                agent, message, max_turns=max_turns, run_config=config, hooks=_ToolCount(self._tracker)
            )
        except InputGuardrailTripwireTriggered as error:
            raise AgentFailure(ErrorKind.GUARDRAIL, _reason(error.guardrail_result.output.output_info)) from error
        except OutputGuardrailTripwireTriggered as error:
            raise AgentFailure(ErrorKind.GUARDRAIL, _reason(error.guardrail_result.output.output_info)) from error
        except MaxTurnsExceeded as error:
            raise AgentFailure(ErrorKind.MODEL_OUTPUT, f"{agent.name} did not finish in {max_turns} turns.") from error
        except UserError as error:
            # The SDK wraps exceptions of our tools. The planner needs the original.
            raise error.__cause__ or error from error.__cause__
        except ModelBehaviorError as error:
            # The model's own text is for log and trace, not for the user of the job.
            logger.warning("a model misbehaved", agent=agent.name, reason=str(error))
            tracing.event("Model: answer not usable", agent=agent.name, reason=str(error))
            message = f"{agent.name}: the model gave an answer that cannot be used."
            raise AgentFailure(ErrorKind.MODEL_OUTPUT, message) from error


def _name_the_tools(agent: Agent[Any]) -> Callable[[ToolErrorFormatterArgs[Any]], str | None]:
    def formatted(failed: ToolErrorFormatterArgs[Any]) -> str | None:
        if failed.kind != "tool_not_found":
            return None
        return unknown_tool(failed.tool_name, [tool.name for tool in agent.tools])

    return formatted


class _ToolCount(RunHooks[Any]):
    def __init__(self, tracker: UsageTracker) -> None:
        self._tracker = tracker

    async def on_tool_start(self, context: Any, agent: Any, tool: Tool) -> None:
        self._tracker.tool_call(tool.name)


def _reason(output_info: Any) -> str:
    return output_info if isinstance(output_info, str) else f"Refused by a guardrail: {output_info}"
