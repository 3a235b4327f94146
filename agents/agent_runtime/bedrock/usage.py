"""Usage of one run: every model and tool call is recorded once, for the reply, the metrics and the job row.

The trace shows the same figures: both use `prices.cost_of` on the same token counts.
"""

from __future__ import annotations

from contextvars import ContextVar

from aws_lambda_powertools import Logger

from agent_runtime.bedrock.prices import TokenCounts, cost_of
from agent_runtime.contracts import Usage
from agent_runtime.telemetry import metrics

logger = Logger(child=True)


class UsageTracker:
    """Adds up one agent's run. Parallel tools may record at the same time: each record is one statement."""

    def __init__(self) -> None:
        self.usage = Usage()

    def model_call(self, model_id: str, tokens: TokenCounts) -> None:
        cost = cost_of(model_id, tokens)
        self.usage += Usage(
            model_calls=1,
            input_tokens=tokens.input + tokens.cache_write,
            cached_input_tokens=tokens.cache_read,
            output_tokens=tokens.output + tokens.reasoning,
            cost_usd=cost.total if cost else 0.0,
            unpriced_models=[] if cost else [model_id],
        )
        if cost:
            metrics.count("CostUSD", cost.total, model=model_id)
        else:
            metrics.count("UnpricedModelCalls", model=model_id)

    def unknown_call(self, model_id: str) -> None:
        """Counts a call that the model may have worked on, e.g. one that timed out; its tokens and cost are unknown."""
        self.usage += Usage(model_calls=1, unpriced_models=[model_id])
        metrics.count("UnpricedModelCalls", model=model_id)

    def tool_call(self, tool: str) -> None:
        self.usage += Usage(tool_calls=1)
        logger.info("tool called", tool=tool)


_current: ContextVar[UsageTracker | None] = ContextVar("usage_tracker", default=None)


def track_usage() -> UsageTracker:
    """Starts the usage of this invocation. Everything that runs inside it, threads of tools too, records there."""
    tracker = UsageTracker()
    _current.set(tracker)
    return tracker


def usage_tracker() -> UsageTracker:
    """The usage of this invocation. Outside of any invocation, one that is thrown away."""
    return _current.get() or UsageTracker()
