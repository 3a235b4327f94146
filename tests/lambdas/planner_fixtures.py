"""One attempt of the planner at a stored job: a scripted model, specialists that answer at once, real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from agents.testing import ScriptedModel, assistant_message, function_call

from agent_runtime.agent.runner import MAX_TURNS
from agent_runtime.bedrock.prices import TokenCounts
from agent_runtime.bedrock.usage import usage_tracker
from agent_runtime.contracts import AgentError, AgentReply, AgentRequest, ErrorKind, Usage
from database.data_api import DataApi
from planner import plan
from planner.job import run_job

REPORT = {"markdown": "# x", "words": 1, "sections": []}
CHARTS = {"rationale": "r", "charts": []}
#: Turns of the planner's model.
REPORT_AND_CHARTS = [function_call(tool, {"reason": "x"}, call_id=tool) for tool in ("write_report", "make_charts")]
REPORT_ONLY, CHARTS_ONLY = REPORT_AND_CHARTS[:1], REPORT_AND_CHARTS[1:]
TAG = [function_call("tag_instruments", {"symbols": ["ARKK"], "reason": "x"}, call_id="tag")]
DONE = [assistant_message("Done.")]

SPECIALIST_USD = 0.01
CALL_USD = 0.0008
"""Cost of one call of the planner's model."""


class Specialists:
    """Answers with these outputs; a specialist without an output fails. Each call costs `SPECIALIST_USD`."""

    def __init__(self, **outputs: Any) -> None:
        self.outputs, self.calls = outputs, list[str]()

    async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
        self.calls.append(name)
        usage = Usage(model_calls=1, cost_usd=SPECIALIST_USD)
        if name in self.outputs:
            return AgentReply(ok=True, output=self.outputs[name], usage=usage)
        return AgentReply(ok=False, error=AgentError(kind=ErrorKind.TIMEOUT, message="too slow"), usage=usage)


class BilledModel(ScriptedModel):
    """Records a call before it answers, as the Bedrock model does."""

    async def get_response(self, *args: Any, **kwargs: Any) -> Any:
        usage_tracker().model_call("us.amazon.nova-pro-v1:0", TokenCounts(input=1000))
        return await super().get_response(*args, **kwargs)


class StubbornModel(BilledModel):
    """Takes the same turn however often it is asked."""

    def __init__(self, turn: list[Any]) -> None:
        super().__init__([turn] * MAX_TURNS)

    def assert_complete(self) -> None:
        """It may be stopped at any turn."""


class SlowModel(StubbornModel):
    """Never answers in a test's time."""

    async def get_response(self, *args: Any, **kwargs: Any) -> Any:
        await asyncio.sleep(60)
        return await super().get_response(*args, **kwargs)


Attempt = Callable[..., None]


@pytest.fixture
def attempt(monkeypatch: pytest.MonkeyPatch, script_model: Any, db: DataApi, job_id: str) -> Attempt:
    """`attempt(specialists, *steps)` runs the job once. The planner's model takes these turns, or is `model`."""

    def run(
        specialists: Any, *steps: Any, receive: int = 1, seconds: float = 30, model: ScriptedModel | None = None
    ) -> None:
        script_model(model or BilledModel(list(steps)))
        monkeypatch.setattr(plan, "specialist_invoker", lambda: specialists)
        run_job(db, job_id, seconds, receive)

    return run
