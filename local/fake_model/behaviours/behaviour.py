"""A named misbehaviour: what it makes of the well-behaved answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local.fake_model.capabilities import Capabilities
from local.fake_model.conversation import Answer, Conversation, JsonObject

AGENTS = ("planner", "tagger", "reporter", "charter", "retirement")


@dataclass(frozen=True)
class Refusal:
    """An error instead of an answer: its name in Bedrock, and its text."""

    error: str
    message: str


@dataclass(frozen=True)
class Dropped:
    """The connection closes in the middle of the answer."""


@dataclass(frozen=True)
class Moment:
    """The model's turn, before it misbehaves."""

    agent: str
    conversation: Conversation
    body: JsonObject
    """The Converse request."""
    answer: Answer
    """The well-behaved one."""

    @property
    def is_structured(self) -> bool:
        """Whether the agent takes its answer through a tool."""
        return any(name.startswith("submit_") for name in self.conversation.tools)

    @property
    def is_final(self) -> bool:
        """Whether the answer ends the agent's work."""
        return not self.answer.calls or self.submission is not None

    @property
    def submission(self) -> dict[str, Any] | None:
        """Input of the tool that takes the structured answer; None if the answer does not call it."""
        if not self.is_structured:
            return None
        submit = self.conversation.submit_tool
        return next((call.input for call in self.answer.calls if call.name == submit), None)


#: None: this turn gives no occasion, and the well-behaved answer is given.
Outcome = Answer | Refusal | Dropped | None


@dataclass(frozen=True)
class Behaviour:
    """
    Args:
        summary: what the model does, for a list of behaviours.
        act: makes the outcome of a turn.
        agents: those that it makes sense for.
        lasts: it is a trait of the model and not a slip: by default, every turn misbehaves.
    """

    summary: str
    act: Callable[[Moment], Outcome]
    agents: tuple[str, ...] = AGENTS
    lasts: bool = False


def lacking(takes: Capabilities) -> Callable[[Moment], Outcome]:
    """Refuses what a model of these capabilities does not take."""
    from local.fake_model.capabilities import refusal

    def act(moment: Moment) -> Outcome:
        message = refusal(moment.body, takes)
        return Refusal("ValidationException", message) if message else None

    return act
