"""Langfuse's keys: read from their secret, cached for a while, and read again as soon as Langfuse refuses them."""

from __future__ import annotations

import base64
import functools
import threading
import time
from collections.abc import Generator, MutableMapping
from http import HTTPStatus
from typing import Any

import boto3
import httpx
import requests
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError, TransformParameterError
from botocore.config import Config
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent_runtime.settings import langfuse_settings
from agent_runtime.telemetry import metrics
from agent_runtime.traces.trace_answers import SpanAnswers

logger = Logger(child=True)

KEYS_MAX_AGE_SECONDS = 300
#: Between two readings of unreadable or refused keys.
KEYS_RETRY_SECONDS = 30
_PUBLIC_KEY_HEADER = "x-langfuse-public-key"


class LangfuseKeys(BaseModel):
    """The value of the Langfuse secret."""

    # Otherwise a validation error quotes its input, and ends up in a log.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    public_key: str = Field(min_length=1)
    secret_key: str = Field(min_length=1, repr=False)

    @property
    def authorization(self) -> str:
        return "Basic " + base64.b64encode(f"{self.public_key}:{self.secret_key}".encode()).decode()


class KeysUnreadable(Exception):
    """The secret cannot be read or is malformed. The message never quotes it."""


@functools.lru_cache
def secrets_provider() -> SecretsProvider:
    """Reads and caches secrets, with short timeouts: a job must not wait for its trace's keys."""
    config = Config(retries={"mode": "standard", "total_max_attempts": 2}, connect_timeout=1, read_timeout=2)
    # Powertools would make its client with another session, which takes as long as the first.
    return SecretsProvider(boto3_client=boto3.client("secretsmanager", config=config))


def read_keys(refresh: bool = False) -> LangfuseKeys:
    """The keys in the secret, usually from this process's cache.

    Args:
        refresh: ask Secrets Manager even if the keys are cached.

    Raises:
        KeysUnreadable: the secret does not exist, may not be read, or holds no pair of keys.
    """
    arn = langfuse_settings().secret_arn
    try:
        value: Any = secrets_provider().get(arn, max_age=KEYS_MAX_AGE_SECONDS, transform="json", force_fetch=refresh)
        return LangfuseKeys.model_validate(value)
    except (GetParameterError, TransformParameterError, ValidationError) as error:
        # Neither the error's text nor the error as the cause: both may quote the secret.
        raise KeysUnreadable(type(error).__name__) from None


class KeyRing:
    """The keys for requests to Langfuse. Safe to share between threads.

    Args:
        keys: the first ones.
    """

    def __init__(self, keys: LangfuseKeys) -> None:
        self._keys, self._lock = keys, threading.Lock()
        self._read_again_at = 0.0

    @property
    def keys(self) -> LangfuseKeys:
        return self._keys

    def replace(self, keys: LangfuseKeys) -> None:
        self._keys = keys

    def renew(self, refused: LangfuseKeys) -> None:
        """Reads the keys again after Langfuse refused these, at most once in KEYS_RETRY_SECONDS."""
        with self._lock:
            if self._keys != refused or time.monotonic() < self._read_again_at:
                return
            self._read_again_at = time.monotonic() + KEYS_RETRY_SECONDS
            metrics.count("TraceKeysRefused")
            try:
                self._keys = read_keys(refresh=True)
            except KeysUnreadable as error:
                logger.warning("Langfuse refuses the keys, and others cannot be read", reason=str(error))
                return
        changed = self._keys != refused
        logger.warning("Langfuse refuses the keys; they were read again", changed=changed)

    def sign(self, headers: MutableMapping[str, Any]) -> LangfuseKeys:
        """Puts the keys into a request's headers and returns them."""
        keys = self._keys
        headers["Authorization"], headers[_PUBLIC_KEY_HEADER] = keys.authorization, keys.public_key
        return keys


def span_session(ring: KeyRing, answers: SpanAnswers) -> requests.Session:
    """For the span exporter. A refusal renews the ring; the exporter decides about sending again."""

    def sign(request: requests.PreparedRequest) -> requests.PreparedRequest:
        keys = ring.sign(request.headers)

        def look(response: requests.Response, **_: Any) -> None:
            if response.status_code == HTTPStatus.UNAUTHORIZED:
                ring.renew(keys)
            # Raises for an answer that the exporter would take for success: the request counts as failed then.
            answers.look(response)

        request.register_hook("response", look)
        return request

    session = requests.Session()
    session.auth = sign
    return session


class ScoreAuth(httpx.Auth):
    """For the SDK's API client. A refused request is sent again if there are new keys by then."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        # Requests that the SDK does not sign go elsewhere, e.g. to a bucket by a signed URL.
        if "Authorization" not in request.headers:
            yield request
            return
        keys = self._ring.sign(request.headers)
        response = yield request
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            self._ring.renew(keys)
            if self._ring.keys != keys:
                self._ring.sign(request.headers)
                yield request
