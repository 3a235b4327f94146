"""Calls another Lambda of Alex. Every failure of the call becomes a reply with an error."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError
from pydantic import ValidationError

from agent_runtime import tracing
from agent_runtime.contracts import AgentError, AgentReply, AgentRequest, ErrorKind
from agent_runtime.settings import planner_settings
from agent_runtime.threads import in_thread

logger = Logger(child=True)


class SpecialistInvoker:
    """Invokes specialists: synchronous invocations, concurrent in asyncio.

    Args:
        functions: agent name to Lambda function name.
        client: a boto3 `lambda` client that does not retry: a specialist's run costs money.
    """

    def __init__(self, functions: dict[str, str], client: Any) -> None:
        self._functions = functions
        self._client = client

    async def __call__(self, specialist: str, request: AgentRequest) -> AgentReply:
        """Runs the specialist under the current span."""
        request.job.trace = tracing.carrier()
        payload = request.model_dump_json().encode()
        # boto3 blocks: each call gets a thread, so that parallel tool calls really run in parallel.
        return await in_thread(self._invoke, specialist, payload)

    def _invoke(self, specialist: str, payload: bytes) -> AgentReply:
        try:
            response = self._client.invoke(FunctionName=self._functions[specialist], Payload=payload)
            body = response["Payload"].read()
        except (ConnectTimeoutError, ReadTimeoutError):
            return _failed(ErrorKind.TIMEOUT, f"The {specialist} did not answer in time.")
        except (ClientError, BotoCoreError) as error:
            # The text names accounts, roles and ARNs: it is for the log, not for the user of the job.
            logger.warning("a specialist could not be called", specialist=specialist, reason=str(error))
            return _failed(ErrorKind.UNREACHABLE, f"The {specialist} could not be called.")
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
    return SpecialistInvoker(settings.specialists, boto3.client("lambda", config=config))
