"""Where the plugin finds the embedded AWS: a file beside it, which only its owner can read."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from local.aws.clients import Clients
from local.aws.superuser import Superuser
from local.errors import LocalError

_HINT = "`alex up --engine` prints the environment for `pulumi`"


@dataclass(frozen=True)
class Connection:
    endpoint: str
    """URL of the embedded AWS."""
    region: str
    access_key_id: str
    secret_access_key: str
    postgres_port: int
    postgres_password: str

    def clients(self) -> Clients:
        return Clients(
            self.endpoint,
            self.region,
            access_key_id=self.access_key_id,
            secret_access_key=self.secret_access_key,
        )

    def postgres(self) -> Superuser:
        return Superuser(self.postgres_port, self.postgres_password)


def write_connection(file: Path, connection: Connection) -> None:
    file.touch(mode=0o600)
    file.write_text(json.dumps(asdict(connection), indent=2), encoding="utf-8")


def read_connection(file: Path, environment: Mapping[str, str] = os.environ) -> Connection:
    """Raises LocalError without a file, and for any endpoint that is not on this machine."""
    try:
        connection = Connection(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise LocalError(f"{file} does not name an embedded AWS", _HINT) from None
    require_loopback(connection.endpoint)
    for name, value in environment.items():
        if name.startswith("AWS_ENDPOINT_URL") and value:
            require_loopback(value, name)
    return connection


def require_loopback(endpoint: str, source: str = "the endpoint") -> None:
    """Raises LocalError unless this URL's host is a loopback address."""
    host = urlsplit(endpoint).hostname or ""
    try:
        loopback = ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    if not loopback:
        raise LocalError(f"{source} is {endpoint}: this plugin works on a loopback address only", _HINT)
