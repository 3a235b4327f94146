"""Clients of an embedded AWS, in the process that started it or in another one."""

from __future__ import annotations

import threading
from typing import Any

ACCOUNT = "123456789012"


class Clients:
    """Access to the embedded AWS at `endpoint`, with all permissions."""

    account = ACCOUNT

    def __init__(self, endpoint: str, region: str, *, access_key_id: str, secret_access_key: str) -> None:
        self.endpoint, self.region = endpoint, region
        self.access_key_id, self.secret_access_key = access_key_id, secret_access_key
        self._session: Any = None
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()

    def client(self, service: str) -> Any:
        """A boto3 client; one per service, safe to share between threads."""
        # Here, because it takes 0.2 s: a preview needs no client.
        from botocore.config import Config

        from local.aws.session import DIRECT, embedded_session

        with self._lock:
            if self._session is None:
                self._session = embedded_session(self.access_key_id, self.secret_access_key, self.region)
            if service not in self._clients:
                config = Config(
                    retries={"max_attempts": 1, "mode": "standard"},
                    inject_host_prefix=False,
                    max_pool_connections=32,
                    s3={"addressing_style": "path"},
                    **DIRECT,
                )
                self._clients[service] = self._session.client(service, endpoint_url=self.endpoint, config=config)
            return self._clients[service]
