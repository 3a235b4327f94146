"""Limits the cost of the planner's own model per job, over all attempts. Then the deterministic plan takes over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agents import AgentHooks

from agent_runtime.contracts import ErrorKind, Usage
from agent_runtime.errors import AgentFailure

#: A usual job takes three calls and less than a cent.
MOST_USD = 0.5
#: Input and output. Bounds models without a price.
MOST_TOKENS = 200_000


class OutOfBudget(AgentFailure):
    """The planner's model may not be called again for this job."""

    def __init__(self) -> None:
        super().__init__(ErrorKind.MODEL_OUTPUT, "The planner's model used up its budget.")


class Budget(AgentHooks[Any]):
    """Ends the run before a model call that would come after the budget.

    Args:
        spent: gives the planner's usage so far.
    """

    def __init__(self, spent: Callable[[], Usage]) -> None:
        self._spent = spent

    async def on_llm_start(self, *_args: Any, **_kwargs: Any) -> None:
        """Raises OutOfBudget."""
        spent = self._spent()
        tokens = spent.input_tokens + spent.cached_input_tokens + spent.output_tokens
        if spent.cost_usd >= MOST_USD or tokens >= MOST_TOKENS:
            raise OutOfBudget
