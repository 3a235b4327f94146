"""Named misbehaviours of the fake model: each is a small change of the well-behaved answer, or an error."""

from __future__ import annotations

from local.fake_model.behaviours import figures, hostile, texts, tool_calls, wire
from local.fake_model.behaviours.behaviour import AGENTS, Behaviour

BEHAVIOURS: dict[str, Behaviour] = {
    **tool_calls.BEHAVIOURS,
    **texts.BEHAVIOURS,
    **figures.BEHAVIOURS,
    **wire.BEHAVIOURS,
    **hostile.BEHAVIOURS,
}

__all__ = ["AGENTS", "BEHAVIOURS", "Behaviour"]
