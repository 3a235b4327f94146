"""How many instruments fit into one answer of the model, and the answers for more than that."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from agent_runtime.errors import AgentFailure
from agent_runtime.portfolio.snapshot import Instrument
from tagger.models import TaggerOutput

#: An answer's tokens: those around the list, and those of one instrument with a margin. 250 are usual.
TOKENS_AROUND = 1_000
TOKENS_EACH = 400
#: More take longer than a request to the model may, and a single mistake spoils them all.
MOST_IN_ANSWER = 15
#: Requests to the model at the same time.
AT_ONCE = 2

Ask = Callable[[Sequence[Instrument]], Awaitable[TaggerOutput]]


def most_in_answer(limit: int) -> int:
    """Instruments in one answer of a model with this limit of output tokens; at least one."""
    return max(1, min(MOST_IN_ANSWER, (limit - TOKENS_AROUND) // TOKENS_EACH))


@dataclass
class Answers:
    """What came of all batches."""

    outputs: list[TaggerOutput] = field(default_factory=list[TaggerOutput])
    failures: list[AgentFailure] = field(default_factory=list[AgentFailure])
    """Of batches without an answer. What the others gave is kept."""


async def ask_in_batches(instruments: Sequence[Instrument], limit: Callable[[], int], ask: Ask) -> Answers:
    """Asks for all instruments, in batches that fit.

    Args:
        instruments: each once.
        limit: the model's limit of output tokens as far as it is known. It may shrink when the model refuses a request:
            the batch is then asked for again in smaller ones.
        ask: one request; raises AgentFailure.
    """
    answers, left = Answers(), list(instruments)
    while left:
        size = most_in_answer(limit())
        batches = [left[first : first + size] for first in range(0, min(len(left), AT_ONCE * size), size)]
        left = left[sum(map(len, batches)) :]
        results = await asyncio.gather(*map(ask, batches), return_exceptions=True)
        for batch, result in zip(batches, results, strict=True):
            if isinstance(result, TaggerOutput):
                answers.outputs.append(result)
            elif not isinstance(result, AgentFailure):
                raise result
            elif most_in_answer(limit()) < len(batch):
                left += batch
            else:
                answers.failures.append(result)
    return answers
