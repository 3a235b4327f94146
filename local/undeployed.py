"""Alex on one machine without its stack, for the real Pulumi engine to deploy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from local.engine.stack_config import load_config, project_name
from local.errors import LocalError
from local.provider.connection import Connection
from local.provider.install import set_up
from local.stack import LocalAlex


class UndeployedAlex(LocalAlex):
    """Starts what LocalAlex starts, sets the provider plugin up, and leaves the deployment to `pulumi`.

    Args:
        folder: for the plugin, Pulumi's home and its backend.
        fixed: the token issuer and the trace store get the ports of the stack file's URLs, so that its settings hold.

    The other arguments are those of LocalAlex.
    """

    environment: dict[str, str]
    """In which `pulumi` finds plugin, backend and embedded AWS."""

    def __init__(self, folder: Path, *, fixed: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.folder, self._fixed = folder, fixed

    def __enter__(self) -> Self:
        if self._fixed:
            settings = load_config(self._root, self._stack)
            self._issuer_port = _loopback_port(settings, "alex:jwtIssuer")
            self._trace_port = _loopback_port(settings, "alex:langfuseBaseUrl")
        self._begin()
        try:
            with self._phase("start"):
                self._start()
                self._wait_ready()
            connection = Connection(
                endpoint=self.endpoint,
                region=self.aws.region,
                access_key_id=self.aws.access_key_id,
                secret_access_key=self.aws.secret_access_key,
                postgres_port=self.postgres.port,
                postgres_password=self.postgres.password,
            )
            self.environment = set_up(self.folder, connection)
        except BaseException:
            self._cleanup.close()
            raise
        return self

    def deployed_outputs(self) -> dict[str, Any] | None:
        """Outputs of the stack in the backend; None before the first complete `pulumi up` and while one runs."""
        backend, project = self.folder / "backend" / ".pulumi", project_name(self._root)
        if any((backend / "locks").rglob("*.json")):
            return None
        try:
            state = json.loads((backend / "stacks" / project / f"{self._stack}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        resources = (state["checkpoint"].get("latest") or {}).get("resources") or []
        outputs = next((each.get("outputs", {}) for each in resources if each["type"] == "pulumi:pulumi:Stack"), {})
        return outputs if "apiId" in outputs else None

    def use(self, outputs: dict[str, Any]) -> None:
        """Makes the deployed stack usable for the other commands: fills its secrets and migrates its database."""
        self._use(outputs)


def _loopback_port(settings: dict[str, str], key: str) -> int:
    url = urlsplit(settings.get(key, ""))
    if url.hostname != "127.0.0.1" or url.port is None:
        raise LocalError(f"{key} must be an http URL on 127.0.0.1 with a port, for the server that it names")
    return url.port
