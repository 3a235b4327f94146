"""Calls another Lambda of Alex. Every failure of the call becomes a reply with an error.

A call that was refused before it ran is sent again while there is time; any other may have cost money already.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from functools import lru_cache
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError
from pydantic import ValidationError

from agent_runtime import deadline
from agent_runtime.bedrock.http_call import at_most, make_endable
from agent_runtime.contracts import AgentError, AgentReply, AgentRequest, ErrorKind
from agent_runtime.refusals import never_ran, pause
from agent_runtime.settings import planner_settings
from agent_runtime.threads import in_thread
from agent_runtime.traces import tracing

logger = Logger(child=True)

#: A specialist that starts with less time than this would not end in time.
LEAST_SECONDS = 20.0


class _NeverRan(Exception):
    """The invocation was refused before the function ran."""


class SpecialistInvoker:
    """Invokes specialists: synchronous invocations, concurrent in asyncio.

    Args:
        functions: agent name to Lambda function name.
        client: a boto3 `lambda` client that does not retry: a specialist's run costs money.
        patience: longest time in seconds in which a call that was refused before it ran is sent again.
    """

    def __init__(self, functions: dict[str, str], client: Any, patience: float = 60.0) -> None:
        self._functions = functions
        self._client = client
        self._patience = patience

    async def __call__(self, specialist: str, request: AgentRequest) -> AgentReply:
        """Runs the specialist under the current span."""
        request.job.trace = tracing.carrier()
        payload = request.model_dump_json().encode()
        until = time.monotonic() + self._patience
        for attempt in itertools.count(1):
            try:
                # boto3 blocks: each call gets a thread, so that parallel tool calls really run in parallel.
                return await in_thread(self._invoke, specialist, payload)
            except _NeverRan as refused:
                seconds, reason = pause(attempt), str(refused)
                late = time.monotonic() + seconds > until
                if late or deadline.remaining() < seconds + LEAST_SECONDS:
                    return _not_called(specialist, reason)
                logger.warning("a specialist is called again", specialist=specialist, reason=reason)
                await asyncio.sleep(seconds)
        raise AssertionError("the loop has no end")

    def _invoke(self, specialist: str, payload: bytes) -> AgentReply:
        try:
            with at_most(deadline.remaining()):
                response = self._client.invoke(FunctionName=self._functions[specialist], Payload=payload)
                body = response["Payload"].read()
        except ReadTimeoutError:
            return _failed(ErrorKind.TIMEOUT, f"The {specialist} did not answer in time.")
        except (ClientError, BotoCoreError) as error:
            if never_ran("lambda", error):
                raise _NeverRan(str(error)) from error
            return _not_called(specialist, str(error))
        if response.get("FunctionError"):
            return _crashed(specialist, body)
        try:
            return AgentReply.model_validate_json(body)
        except ValidationError:
            return _failed(ErrorKind.INTERNAL, f"The {specialist} answered with something that is not a reply.")


def _crashed(specialist: str, body: bytes) -> AgentReply:
    """The function died before it could answer: Lambda reports a timeout or an exception as a JSON object."""
    try:
        reported = json.loads(body)
        message = str(reported["errorMessage"])
    except (ValueError, KeyError, TypeError):
        message = "no reason given"
    logger.warning("a specialist crashed", specialist=specialist, reason=message)
    if "timed out" in message.lower():
        return _failed(ErrorKind.TIMEOUT, f"The {specialist} did not finish in time.")
    return _failed(ErrorKind.INTERNAL, f"The {specialist} failed; its log has the details.")


def _not_called(specialist: str, reason: str) -> AgentReply:
    # The reason names accounts, roles and ARNs: it is for the log, not for the user of the job.
    logger.warning("a specialist could not be called", specialist=specialist, reason=reason)
    return _failed(ErrorKind.UNREACHABLE, f"The {specialist} could not be called.")


def _failed(kind: ErrorKind, message: str) -> AgentReply:
    return AgentReply(ok=False, error=AgentError(kind=kind, message=message))


@lru_cache
def specialist_invoker() -> SpecialistInvoker:
    """The planner's specialists, as its environment names them; one client for the life of the process."""
    settings = planner_settings()
    config = Config(
        read_timeout=settings.specialist_timeout_seconds,
        connect_timeout=5,
        retries={"total_max_attempts": 1},
        max_pool_connections=10,
    )
    client = boto3.client("lambda", config=config)
    make_endable(client)
    return SpecialistInvoker(settings.specialists, client)
