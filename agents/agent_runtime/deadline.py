"""The time that is left for a run. Model calls are neither started nor repeated without it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from contextvars import ContextVar

_until: ContextVar[float] = ContextVar("deadline", default=float("inf"))


def remaining() -> float:
    """Seconds until the run's end; infinite outside of `bounded`."""
    return _until.get() - time.monotonic()


@asynccontextmanager
async def bounded(seconds: float) -> AsyncGenerator[None]:
    """Like `asyncio.timeout`: raises TimeoutError after `seconds`. Inside, `remaining` returns the seconds left."""
    token = _until.set(min(_until.get(), time.monotonic() + seconds))
    try:
        async with asyncio.timeout(seconds):
            yield
    finally:
        _until.reset(token)
