"""Runs an SDK agent on the configured model, and turns its failures into `AgentFailure`."""

from __future__ import annotations

from typing import Any

from agents import Agent, RunConfig, RunHooks, Runner, RunResult
from agents.exceptions import (
    InputGuardrailTripwireTriggered,
    MaxTurnsExceeded,
    ModelBehaviorError,
    OutputGuardrailTripwireTriggered,
    UserError,
)
from agents.tool import Tool

from agent_runtime.contracts import ErrorKind, JobContext, Usage
from agent_runtime.errors import AgentFailure
from agent_runtime.model import ConfiguredModel, bedrock_model
from agent_runtime.prompting import persona
from agent_runtime.tracing import note
from agent_runtime.usage import UsageTracker

MAX_TURNS = 8


class Run:
    """One invocation of one agent: its job and its usage so far."""

    def __init__(self, job: JobContext, tracker: UsageTracker) -> None:
        self.job = job
        self._tracker = tracker

    @property
    def usage(self) -> Usage:
        return self._tracker.usage

    async def agent(self, agent: Agent[Any], message: str | list[Any], max_turns: int = MAX_TURNS) -> RunResult:
        """Runs `agent` to its final output.

        Raises:
            AgentFailure: a guardrail refused, the model misbehaved, or Bedrock failed.
            Exception: raised by a tool that does not turn its errors into text for the model.
        """
        if isinstance(agent.instructions, str):
            note(persona=persona(agent.instructions))
        config = RunConfig(model=bedrock_model(), model_provider=ConfiguredModel(), workflow_name=agent.name)
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
            raise AgentFailure(ErrorKind.MODEL_OUTPUT, f"{agent.name}: {error}"[:500]) from error


class _ToolCount(RunHooks[Any]):
    def __init__(self, tracker: UsageTracker) -> None:
        self._tracker = tracker

    async def on_tool_start(self, context: Any, agent: Any, tool: Tool) -> None:
        self._tracker.tool_call(tool.name)


def _reason(output_info: Any) -> str:
    return output_info if isinstance(output_info, str) else f"Refused by a guardrail: {output_info}"
