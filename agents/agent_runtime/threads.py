"""Threads for blocking calls, mostly boto3's, that an invocation can abandon when its time is up."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MOST_THREADS = 32

# Not asyncio's own executor: `asyncio.run` waits for it, so a hanging call would outlast every timeout.
_pool = ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="blocking")


async def in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Like `asyncio.to_thread`, context variables included, but cancelling it does not wait for the call to end."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(_pool, lambda: context.run(call, *args, **kwargs))
