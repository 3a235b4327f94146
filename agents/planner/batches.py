"""The tagger's work in batches: each is one invocation, and its result is stored when it ends."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from agent_runtime import deadline
from agent_runtime.contracts import AgentError, ErrorKind
from agent_runtime.portfolio.snapshot import Instrument
from database.job_results import PART

#: Instruments of one invocation. Their classifications fit into one row of the database.
MOST_IN_BATCH = 30
#: Invocations at the same time; the tagger's concurrency is shared by all jobs.
AT_ONCE = 6
#: So many failed batches end the work: the others would fail too.
MOST_FAILURES = 2
#: Share of the time left that is kept for the specialists behind the tagger.
KEPT_SHARE = 0.4
#: Symbols that a sentence or a prompt names.
MOST_NAMED = 20

Tag = Callable[[Sequence[Instrument]], Awaitable[AgentError | None]]


def part_name(agent: str) -> str:
    """A name for the row of one part of an agent's result: `tagger__kqzvbwme`."""
    return agent + PART + "".join(chr(ord("a") + byte % 26) for byte in uuid.uuid4().bytes[:8])


def named(symbols: Sequence[str]) -> str:
    """`A, B, C`, or the first and how many more there are."""
    more = len(symbols) - MOST_NAMED
    return ", ".join(symbols[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


@dataclass
class _Work:
    """The state of all batches."""

    queue: list[Sequence[Instrument]]
    kept: float
    """Seconds that are left to others."""
    failures: list[AgentError] = field(default_factory=list[AgentError])
    longest: float = 0.0
    late: bool = False

    def goes_on(self) -> bool:
        self.late = self.late or deadline.remaining() < self.kept + self.longest
        return bool(self.queue) and len(self.failures) < MOST_FAILURES and not self.late


async def tag_in_batches(instruments: Sequence[Instrument], tag: Tag) -> AgentError | None:
    """Has all instruments classified, a few batches at a time, as long as there is time and most batches succeed.

    Args:
        tag: one batch; keeps its result, or says why there is none.

    Returns:
        Why not all batches were done, if so. Results of the others are kept.
    """
    batches = [instruments[first : first + MOST_IN_BATCH] for first in range(0, len(instruments), MOST_IN_BATCH)]
    work = _Work(batches, KEPT_SHARE * deadline.remaining())

    async def worker() -> None:
        while work.goes_on():
            started = time.monotonic()
            error = await tag(work.queue.pop(0))
            work.longest = max(work.longest, time.monotonic() - started)
            if error is not None:
                work.failures.append(error)

    await asyncio.gather(*(worker() for _ in range(min(AT_ONCE, len(batches)))))
    if work.failures:
        return work.failures[0]
    if work.queue:
        return AgentError(kind=ErrorKind.TIMEOUT, message="There was not enough time to classify everything.")
    return None
