"""Calls of AWS services that were refused before they ran: the one table. Only these are sent again.

What may have run is not: its effect or its cost would come twice. `docs/reliability.md` shows the table; model calls
have theirs in `agent_runtime.bedrock.model_errors`.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError

T = TypeVar("T")

logger = Logger(child=True)

_BUSY = "too many requests"
#: Error codes by service, each with the reason why nothing ran.
REFUSED: dict[str, dict[str, str]] = {
    "lambda": {
        "TooManyRequestsException": _BUSY + ", or all instances of the function are busy",
        "ResourceConflictException": "the function is being updated",
        "ResourceNotReadyException": "the function was idle for weeks and is being set up again",
        "SnapStartNotReadyException": "the version's snapshot is not there yet",
        "SnapStartTimeoutException": "the snapshot could not be restored in time",
        "EC2ThrottledException": "Lambda's own calls of EC2 were throttled",
    },
    "rds-data": {
        "DatabaseResumingException": "the database resumes after a pause",
        "DatabaseUnavailableException": "the cluster has no writer at the moment",
        "ServiceUnavailableError": "the Data API cannot reach the cluster",
        "ThrottlingException": _BUSY,
    },
    "secretsmanager": {"ThrottlingException": _BUSY},
    "sqs": {
        "RequestThrottled": _BUSY,
        "ThrottlingException": _BUSY,
        "KmsThrottled": "KMS was asked too often for the queue's key",
    },
}
#: No connection was made, so nothing was sent.
NOT_CONNECTED = (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError)
#: Of the wait before attempt 2, which doubles with each attempt, and its maximum.
FIRST_SECONDS, MOST_SECONDS = 0.25, 5.0


def never_ran(service: str, error: Exception) -> bool:
    """Whether this error of a boto3 call means that nothing ran. `service` as boto3 names it."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return code_of(error) in REFUSED[service] or status == HTTPStatus.TOO_MANY_REQUESTS
    return isinstance(error, NOT_CONNECTED)


def code_of(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def pause(attempt: int) -> float:
    """Seconds to wait after this many refusals: full jitter, so that callers spread out."""
    return random.random() * min(MOST_SECONDS, FIRST_SECONDS * 2.0 ** (attempt - 1))  # noqa: S311


def sent_again(service: str, call: Callable[[], T], seconds: float) -> T:
    """The call's answer. While it is refused before it ran, it is sent again, for at most `seconds`."""
    until, attempt = time.monotonic() + seconds, 1
    while True:
        try:
            return call()
        except (ClientError, *NOT_CONNECTED) as error:
            wait = pause(attempt)
            if not never_ran(service, error) or time.monotonic() + wait > until:
                raise
            logger.warning("refused before it ran; sent again", aws_service=service, reason=str(error))
            time.sleep(wait)
            attempt += 1
