"""The misbehaviours that were asked for, over HTTP or on the command line."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from local.errors import LocalError
from local.fake_model.behaviours import AGENTS, BEHAVIOURS
from local.fake_model.behaviours.behaviour import Moment, Outcome
from local.fake_model.conversation import Answer

#: `times` for a misbehaviour that never ends.
ALWAYS = 1_000_000
_SYNTAX = "AGENT:BEHAVIOUR[:TIMES], e.g. planner:unknown-tool or reporter:throttled-once:3"


class Misbehaviour(BaseModel):
    """One agent's model misbehaves, in as many turns as asked that give an occasion."""

    model_config = ConfigDict(extra="forbid")

    agent: str
    behaviour: str
    times: int = Field(ge=1, default=1)
    """By default 1, or every turn for a behaviour that lasts."""
    seconds: float | None = Field(ge=0, default=None)
    """Delay of `slow`, instead of its own."""

    @model_validator(mode="after")
    def _exists(self) -> Self:
        if self.agent not in AGENTS:
            raise ValueError(f"no agent {self.agent!r}; the agents: {', '.join(AGENTS)}")
        known = BEHAVIOURS.get(self.behaviour)
        if known is None:
            raise ValueError(f"no behaviour {self.behaviour!r}; the behaviours: {', '.join(sorted(BEHAVIOURS))}")
        if self.agent not in known.agents:
            raise ValueError(f"{self.behaviour} is for {', '.join(known.agents)}, not for {self.agent}")
        if known.lasts and "times" not in self.model_fields_set:
            self.times = ALWAYS
        return self

    def outcome(self, moment: Moment) -> Outcome:
        """What becomes of the turn; None, and nothing is counted, if it is another agent's or gives no occasion."""
        if self.agent != moment.agent or not self.times:
            return None
        made = BEHAVIOURS[self.behaviour].act(moment)
        if made is not None:
            self.times -= 1
        if isinstance(made, Answer) and made.seconds and self.seconds is not None:
            return replace(made, seconds=self.seconds)
        return made


def parse_misbehaviour(text: str) -> Misbehaviour:
    """`AGENT:BEHAVIOUR[:TIMES]`. Raises LocalError, with what there is as its hint."""
    agent, _, rest = text.partition(":")
    behaviour, _, times = rest.partition(":")
    if agent not in AGENTS:
        raise LocalError(f"--misbehave: no agent {agent!r}", f"{_SYNTAX}; the agents: {', '.join(AGENTS)}")
    known = BEHAVIOURS.get(behaviour)
    if known is None:
        fitting = sorted(name for name, one in BEHAVIOURS.items() if agent in one.agents)
        raise LocalError(f"--misbehave: no behaviour {behaviour!r}", f"those of the {agent}: {', '.join(fitting)}")
    if agent not in known.agents:
        raise LocalError(
            f"--misbehave: {behaviour} makes no sense for the {agent}", f"it is for: {', '.join(known.agents)}"
        )
    if not times:
        return Misbehaviour(agent=agent, behaviour=behaviour)
    if not (times.isascii() and times.isdecimal() and int(times) >= 1):
        raise LocalError(f"--misbehave: {times!r} is not a number of times", f"expected {_SYNTAX}")
    return Misbehaviour(agent=agent, behaviour=behaviour, times=int(times))
