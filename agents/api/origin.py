"""Answers only requests that came through CloudFront, which sends a secret. So the WAF cannot be bypassed."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from starlette.types import ASGIApp, Receive, Scope, Send

from agent_runtime.origin import HEADER, MAX_AGE_SECONDS
from agent_runtime.settings import origin_settings
from api.problems import problem_response

logger = Logger(child=True)

#: In seconds.
_RETRY_AFTER = {"retry-after": "5"}


class OriginSecretUnavailable(RuntimeError):
    """Secrets Manager did not answer, or the secret has no value yet."""


class OriginSecret:
    """The accepted values: the current one, the pending one of a rotation, and the previous one.

    Args:
        client: boto3 `secretsmanager` client.
        arn: of the secret.
        clock: monotonic seconds.
    """

    def __init__(self, client: Any, arn: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client, self._arn, self._clock = client, arn, clock
        self._values: tuple[bytes, ...] = ()
        self._read_at = 0.0

    def accepts(self, sent: bytes) -> bool:
        """Whether `sent` is one of the values, in constant time.

        Raises OriginSecretUnavailable when the cached values are too old and cannot be read again.
        """
        if not self._values or self._clock() - self._read_at >= MAX_AGE_SECONDS:
            # Taken before the reading: a value put meanwhile must not be missed for longer than the maximum age.
            read_at = self._clock()
            self._values, self._read_at = self._read(), read_at
        # Every value is compared, even after a match.
        matches = [hmac.compare_digest(sent, value) for value in self._values]
        return any(matches)

    def _read(self) -> tuple[bytes, ...]:
        current = self._stage("AWSCURRENT")
        if current is None:
            raise OriginSecretUnavailable("the origin's secret has no value")
        # The previous value even while there is a pending one: if two rotations follow closely, parts of the edge may
        # still send the value before both. After a rotation, AWSPENDING may stay on the current version.
        others = (self._stage(stage) for stage in ("AWSPENDING", "AWSPREVIOUS"))
        return tuple(dict.fromkeys([current, *(value for value in others if value)]))

    def _stage(self, stage: str) -> bytes | None:
        try:
            answer = self._client.get_secret_value(SecretId=self._arn, VersionStage=stage)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "ResourceNotFoundException":
                return None
            raise OriginSecretUnavailable(str(error)) from error
        except BotoCoreError as error:
            raise OriginSecretUnavailable(str(error)) from error
        value = answer.get("SecretString")
        return value.encode() if value else None


@lru_cache
def origin_secret() -> OriginSecret:
    config = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=3)
    return OriginSecret(boto3.client("secretsmanager", config=config), origin_settings().secret_arn)


class FromCloudFrontOnly:
    """ASGI middleware: answers 403 to requests without the secret, and 503 to all while the secret cannot be read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = next((value for name, value in scope["headers"] if name == HEADER.encode()), b"")
        try:
            accepted = origin_secret().accepts(sent)
        except OriginSecretUnavailable:
            logger.exception("the origin's secret cannot be read")
            status, detail = HTTPStatus.SERVICE_UNAVAILABLE, "The service is not available; try again soon."
            await problem_response(status, detail, headers=_RETRY_AFTER)(scope, receive, send)
            return
        if accepted:
            await self._app(scope, receive, send)
        else:
            refusal = problem_response(HTTPStatus.FORBIDDEN, "Requests come in through the site's address only.")
            await refusal(scope, receive, send)
