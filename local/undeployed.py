"""Alex on one machine without its stack, for the real Pulumi engine to deploy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from local.engine.stack_config import load_config, project_name
from local.errors import LocalError
from local.provider.connection import Connection
from local.provider.install import Environment, set_up
from local.stack import LocalAlex


class UndeployedAlex(LocalAlex):
    """Starts what LocalAlex starts, sets the provider plugin up, and leaves the deployment to `pulumi`.

    Args:
        folder: for the plugin, Pulumi's home and its backend; what is in it is removed. The embedded AWS keeps nothing,
            so the state of an earlier run is of no use.
        fixed: the token issuer and the trace store get the ports of the stack file's URLs, so that its settings hold.

    The other arguments are those of LocalAlex.
    """

    environment: Environment

    def __init__(self, folder: Path, *, fixed: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.folder, self._fixed = folder, fixed
        self._used: dict[str, Any] | None = None

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
            # Not before: the fixed ports are free, so no other run uses the folder.
            shutil.rmtree(self.folder, ignore_errors=True)
            self.environment = set_up(self.folder, self._connection())
        except BaseException:
            self._cleanup.close()
            raise
        return self

    def follow(self) -> bool:
        """Looks at Pulumi's state once, and returns whether the stack was deployed, replaced or removed since.

        A deployed stack is made usable for the other commands: its secrets are filled and the run file is written.
        Raises LocalError when that fails.
        """
        outputs = self._outputs_in_state()
        if outputs == self._used or self._runs():
            return False
        self._used = outputs
        self._withdraw()
        if outputs is not None:
            self._use(outputs)
        return True

    @property
    def is_deployed(self) -> bool:
        return self._used is not None

    def _connection(self) -> Connection:
        return Connection(
            endpoint=self.endpoint,
            region=self.aws.region,
            access_key_id=self.aws.access_key_id,
            secret_access_key=self.aws.secret_access_key,
            postgres_port=self.postgres.port,
            postgres_password=self.postgres.password,
        )

    def _runs(self) -> bool:
        """Whether a `pulumi` holds the stack's lock."""
        return any((self.folder / "backend" / ".pulumi" / "locks").rglob("*.json"))

    def _outputs_in_state(self) -> dict[str, Any] | None:
        """Of a stack whose program came to its end; None without one."""
        stacks = self.folder / "backend" / ".pulumi" / "stacks" / project_name(self._root)
        try:
            state = json.loads((stacks / f"{self._stack}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        resources = (state["checkpoint"].get("latest") or {}).get("resources") or []
        outputs = next((each.get("outputs", {}) for each in resources if each["type"] == "pulumi:pulumi:Stack"), {})
        return outputs if "apiId" in outputs else None


def _loopback_port(settings: dict[str, str], key: str) -> int:
    url = urlsplit(settings.get(key, ""))
    if url.hostname != "127.0.0.1" or url.port is None:
        raise LocalError(f"{key} must be an http URL on 127.0.0.1 with a port, for the server that it names")
    return url.port
