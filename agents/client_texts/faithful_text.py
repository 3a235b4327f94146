"""A text for a client is held to the facts that the run's tools gave.

What does not match is named to the model once, together with all other mistakes. What still does not is put right by
code, and a text that would lose too much by it is replaced by one that code writes from the facts.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any

from agents import Agent
from aws_lambda_powertools import Logger

from agent_runtime.agent.output_validation import Rejection, attempt
from agent_runtime.agent.runner import Run
from agent_runtime.contracts import ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.telemetry import metrics
from agent_runtime.threads import in_thread
from agent_runtime.traces import tracing

if TYPE_CHECKING:
    from faithfulness import Facts, Repaired, Verdict

logger = Logger(child=True)

#: A text that loses more of its words by being put right is full of holes.
MOST_LOST = 0.2
#: Where more than half of the figures are wrong, the prose around them is as well.
LEAST_MATCHED = 0.5
#: Mistakes that are named to the model: more would not be read.
MOST_NAMED = 20
#: A longer text is no text for a client, and checking it would only cost time. 3,000 words have about 20,000.
MOST_CHARACTERS = 60_000
#: The first model call is on its way by then.
PRELOAD_SECONDS = 0.05


class Written(StrEnum):
    """How a text, or charts, came about."""

    AS_WRITTEN = "as written"
    CORRECTED = "corrected"
    """By the model, after it was told its mistakes."""
    REPAIRED = "repaired"
    """Code replaced wrong figures, or took sentences out."""
    BY_CODE = "by code"
    """The model's text did not hold."""


@dataclass(frozen=True)
class Delivered:
    """A text in which every figure and claim matches the facts."""

    text: str
    faithfulness: float
    """Share of figures and claims that matched in the model's last text, before it was put right: 0..1."""
    written: Written

    def fields(self) -> dict[str, Any]:
        """For an agent's output: `{faithfulness, written}`."""
        return {"faithfulness": round(self.faithfulness, 4), "written": self.written.value}


@dataclass(frozen=True)
class Rules:
    """What an agent's text has to be."""

    tool: str
    """Name of the tool that gives the figures."""
    facts: Callable[[], Facts | None]
    """What that tool gave in this run; None before it was called."""
    mend: Callable[[str], str]
    """Brings harmless form into order. Every check sees the mended text."""
    problems: Callable[[str], list[str]]
    """Mistakes of form, as sentences for the model."""
    by_code: Callable[[], str]
    """The text that is delivered if the model's does not hold."""


class Review:
    """The checks of one text of one run."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._facts: Facts | None = None
        self._verdicts: dict[str, Verdict] = {}
        self._problems: dict[str, list[str]] = {}

    def problems(self, answer: str) -> list[str]:
        """Mistakes of an answer, as sentences for the model; empty for a good one."""
        if len(answer) > MOST_CHARACTERS:
            return [f"It has {len(answer):,} characters; at most {MOST_CHARACTERS:,} are read."]
        text = self._rules.mend(answer)
        verdict = self._verdict(text)
        if verdict is None:
            return [f"No tool was called, so none of its figures has a source. Call {self._rules.tool} first."]
        if text not in self._problems:
            found = [*self._rules.problems(text), *verdict.problems]
            self._problems[text] = list(dict.fromkeys(found))[:MOST_NAMED]
        return self._problems[text]

    def delivered(self, answer: str | None, *, corrected: bool) -> Delivered:
        """What is delivered, given the model's last answer; None if it gave none."""
        text = self._rules.mend(answer) if answer and len(answer) <= MOST_CHARACTERS else ""
        verdict = self._verdict(text)
        if not text or verdict is None:
            return Delivered(self._rules.by_code(), 0.0, Written.BY_CODE)
        if not self.problems(text):
            return Delivered(text, verdict.matched_share, Written.CORRECTED if corrected else Written.AS_WRITTEN)
        repaired = self._repaired(text, verdict)
        if repaired is None:
            return Delivered(self._rules.by_code(), verdict.matched_share, Written.BY_CODE)
        tracing.event("Text put right", replaced=list(repaired.replaced), removed=list(repaired.removed))
        return Delivered(repaired.text, verdict.matched_share, Written.REPAIRED)

    def _repaired(self, text: str, verdict: Verdict) -> Repaired | None:
        """The text put right; None if too much of it is lost, or it is unfit afterwards."""
        from faithfulness import mend

        if self._facts is None:
            return None
        repaired = mend(text, self._facts)
        if repaired.lost_share > MOST_LOST or verdict.matched_share < LEAST_MATCHED:
            return None
        return None if self.problems(repaired.text) else repaired

    def _verdict(self, text: str) -> Verdict | None:
        from faithfulness import check

        self._facts = self._facts or self._rules.facts()
        if self._facts is None:
            return None
        if text not in self._verdicts:
            self._verdicts[text] = check(text, self._facts)
        return self._verdicts[text]


async def faithful_text(run: Run, agent: Agent[Any], message: str, review: Review) -> Delivered:
    """Runs an agent that writes for a client, with one correction at most. A text always comes of its answers.

    Args:
        run: of this invocation.
        agent: its final output is text, and `review.problems` is its output guardrail.
        message: the question.
        review: of this text.

    Raises:
        AgentFailure: a guardrail refused, or the first model call failed; as `Run.agent`.
    """
    answers = await answers_of(run, agent, message)
    delivered = review.delivered(answers[-1] if answers else None, corrected=len(answers) > 1)
    report(agent, delivered.faithfulness, delivered.written)
    return delivered


def report(agent: Agent[Any], faithfulness: float, written: Written) -> None:
    """Puts how an answer came about into metric, trace and log."""
    metrics.count("Faithfulness", 100 * faithfulness)
    tracing.note(faithfulness=faithfulness, written=written)
    if written in {Written.REPAIRED, Written.BY_CODE}:
        logger.warning("an answer did not hold", agent=agent.name, written=written, faithfulness=faithfulness)


async def answers_of(run: Run, agent: Agent[Any], message: str) -> list[Any]:
    """The model's answers, after one correction at most; none if it gave none of its kind.

    The checker is imported meanwhile.

    Raises:
        AgentFailure: a guardrail refused, or the first model call failed; as `Run.agent`.
    """
    async with _preloaded():
        try:
            first = await attempt(run, agent, message)
        except AgentFailure as failure:
            if failure.kind is not ErrorKind.MODEL_OUTPUT:
                raise
            logger.warning("a model gave no answer", agent=agent.name, reason=failure.message)
            return []
        if not isinstance(first, Rejection):
            return [first.final_output]
        tracing.event("Answer sent back", reasons=first.reasons)
        try:
            second = await attempt(run, agent, first.correction())
        except AgentFailure as failure:
            # The first answer may still be put right.
            logger.warning("a correction failed", agent=agent.name, kind=failure.kind, reason=failure.message)
            return _given(first.answer)
        return [*_given(first.answer), *_given(second.answer if isinstance(second, Rejection) else second.final_output)]


def _given(answer: Any) -> list[Any]:
    return [] if answer is None else [answer]


@asynccontextmanager
async def _preloaded() -> AsyncGenerator[None]:
    """Imports the checker while the model works: at a cold start it would cost 50 ms of CPU."""

    async def load() -> None:
        await asyncio.sleep(PRELOAD_SECONDS)
        await in_thread(import_module, "faithfulness")

    loading = asyncio.create_task(load())
    try:
        yield
    finally:
        loading.cancel()
