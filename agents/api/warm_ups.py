"""Starts the functions of a job while its message is on the way to the planner, whose own start the message begins.

Without it, a job after an idle period waits for three starts one after the other: the planner's, the tagger's and the
slowest of the other specialists'.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from functools import lru_cache
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from agent_runtime.settings import warm_up_settings
from agent_runtime.start.warm_up_event import EVENT
from agent_runtime.telemetry import metrics

logger = Logger(child=True)

#: A function is taken to be warm for so long after a job. Lambda keeps an idle sandbox for longer.
WARM_SECONDS = 300.0
#: As many jobs as the planner runs at once. Each of them needs its own sandbox of a specialist; more warm-ups would
#: take the specialists' reserved concurrency from jobs under way.
MOST_AT_ONCE = 5
#: Jobs that were created within this time start at once.
AT_ONCE_SECONDS = 10
#: The longest time that warm-ups may add to a response, once per idle period. Those that take longer end with the next
#: request to this sandbox: Lambda freezes it in between.
PATIENCE_SECONDS = 0.1
_READ_SECONDS, _CONNECT_SECONDS = 0.5, 0.3
_pool = ThreadPoolExecutor(8, thread_name_prefix="warm-up")


class WarmUps:
    """Remembers, in this process, which functions are warm.

    Args:
        client: a boto3 `lambda` client with short timeouts.
        functions: function to the name of its live alias; empty for no warm-ups.
        now: seconds of a clock that runs while the sandbox is frozen.
    """

    def __init__(self, client: Any, functions: Mapping[str, str], now: Callable[[], float] = time.time) -> None:
        self._client, self._functions, self._now = client, functions, now
        self._warm_until: dict[str, float] = {}

    def send(self, needed: Iterable[str], others: int) -> None:
        """Invokes the functions that may be cold, asynchronously. Failures are logged and counted, and change nothing.

        Args:
            needed: functions that the queued job will need.
            others: other jobs that were created within `AT_ONCE_SECONDS`.
        """
        now = self._now()
        cold = [name for name in needed if name in self._functions and self._warm_until.get(name, 0.0) <= now]
        # The job itself keeps them warm.
        self._warm_until |= dict.fromkeys(needed, now + WARM_SECONDS)
        if cold and others < MOST_AT_ONCE:
            # Before the response: Lambda freezes the sandbox after it.
            wait([_pool.submit(self._invoke, name) for name in cold], PATIENCE_SECONDS)

    def _invoke(self, function: str) -> None:
        alias = self._functions[function]
        try:
            self._client.invoke(FunctionName=alias, InvocationType="Event", Payload=json.dumps(EVENT).encode())
        except (ClientError, BotoCoreError) as error:
            metrics.count("WarmUpFailures")
            logger.warning("a function could not be warmed up", function=function, reason=str(error))


@lru_cache
def warm_ups() -> WarmUps:
    """The functions of this process's environment; one client for the life of the process."""
    functions = warm_up_settings().functions
    config = Config(
        read_timeout=_READ_SECONDS,
        connect_timeout=_CONNECT_SECONDS,
        retries={"total_max_attempts": 1},
        # A connection for each of them.
        max_pool_connections=max(10, len(functions)),
    )
    return WarmUps(boto3.client("lambda", config=config) if functions else None, functions)
