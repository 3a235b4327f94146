"""A stack's account: clients of its services, and the names of its resources."""

from __future__ import annotations

import threading
from typing import Any

import boto3
from botocore.config import Config

from cli.shared.reach.aws import refuse_pages
from components.foundation.names import Names
from components.foundation.shared_names import ORIGIN_SECRET
from local.aws.session import DIRECT

CONNECT_SECONDS, READ_SECONDS = 3, 25
#: An API key of Bedrock in the environment would go before the session's credentials: another account would answer.
_SIGNED: dict[str, Any] = {"bedrock-runtime": {"signature_version": "v4"}}


class Account:
    """Safe to share between threads. Asks AWS nothing before a value is needed.

    Args:
        stack: the Pulumi stack.
        session: credentials and region.
        endpoint: of the embedded AWS; None for the real one.
    """

    def __init__(self, stack: str, session: boto3.Session, endpoint: str | None = None) -> None:
        self.stack = stack
        self._session, self._endpoint = session, endpoint
        self._lock = threading.Lock()
        self._clients: dict[str, Any] = {}
        self._account_id: str | None = None

    def client(self, service: str) -> Any:
        with self._lock:
            # Making a client is not thread-safe; using it is.
            if service not in self._clients:
                retries = {"mode": "standard", "total_max_attempts": 2}
                options = {**(DIRECT if self._endpoint else {}), **_SIGNED.get(service, {})}
                config = Config(connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries=retries, **options)  # type: ignore[arg-type]
                made = self._session.client(service, endpoint_url=self._endpoint, config=config)  # type: ignore[call-overload]
                self._clients[service] = refuse_pages(made)
            return self._clients[service]

    def patient_client(self, service: str, read_seconds: float) -> Any:
        """A client for calls that run for minutes: it waits this long for an answer, and sends each request once."""
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=read_seconds,
            retries={"total_max_attempts": 1},
            tcp_keepalive=True,  # a NAT forgets a silent connection
            **(DIRECT if self._endpoint else {}),
        )
        with self._lock:
            made = self._session.client(service, endpoint_url=self._endpoint, config=config)  # type: ignore[call-overload]
            return refuse_pages(made)

    def names(self) -> Names:
        """Asks STS for the caller, because ARNs hold the account. Raises boto3's errors."""
        if self._account_id is None:
            self._account_id = self.client("sts").get_caller_identity()["Account"]
        return Names("alex", self.stack, str(self._session.region_name), str(self._account_id))

    def origin_secret(self) -> str:
        """Shared secret CloudFront sends to the API now; a rotation changes it. Raises boto3's errors."""
        secret_id = self.names().of(ORIGIN_SECRET)
        return str(self.client("secretsmanager").get_secret_value(SecretId=secret_id)["SecretString"])
