"""The processes and servers that take the place of AWS, Langfuse, Bedrock and a token issuer on one machine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local.aws.embedded import EmbeddedAws
from local.aws.postgres import Postgres
from local.issuer.issuer import OidcIssuer
from local.processes.servers import Server
from local.real_model.serve import ServedModel
from local.traces import store as trace_store
from local.traces.keys import KeyPair, ProjectKeys

if TYPE_CHECKING:
    from local.traces.endpoints.pages import TracePages


class Machine:
    """PostgreSQL, the embedded AWS, the model server, the trace store and the token issuer, on free ports.

    `LocalAlex` describes the arguments.
    """

    endpoint: str
    """URL of the embedded AWS."""
    issuer: OidcIssuer
    model: ServedModel
    """The model that answers."""
    model_url: str
    """URL of the server that answers Converse; tests control the fake model there."""
    trace_url: str
    """URL of the trace store, which has Langfuse's API."""
    public_key: str
    """Of the trace store's first key pair, as is the next."""
    secret_key: str
    trace_keys: ProjectKeys
    """The trace store's keys, which can be added and revoked."""
    traces_file: Path
    """Database file of the trace store."""

    def __init__(
        self,
        *,
        state_dir: Path | None,
        port: int | None,
        alarm_seconds_per_minute: float,
        function_start_delay: float,
        trace_pages: TracePages | None,
    ) -> None:
        self._state_dir, self._port = state_dir, port
        self._alarm_seconds_per_minute = alarm_seconds_per_minute
        self._function_start_delay, self._trace_pages = function_start_delay, trace_pages
        self._cleanup = ExitStack()
        self._trace_port: int | None = None
        self._issuer_port: int | None = None
        self._waiting, self._is_ready = threading.Lock(), False

    def _start_all(self, region: str) -> None:
        """Starts all processes and servers and waits for the servers; `_wait_ready` waits for the processes."""
        stops: list[Callable[[], None]] = []
        self._cleanup.callback(_all_at_once, stops)

        def serve_app(name: str, app: Any, port: int | None = None) -> Server:
            server = Server(name, app, port)
            stops.append(server.stop)
            return server

        self.postgres = Postgres()
        stops.append(self.postgres.stop)
        model = serve_app("model server", self.model.app)
        self.aws = EmbeddedAws(
            postgres_port=self.postgres.port,
            model_url=model.url,
            region=region,
            port=self._port,
            alarm_seconds_per_minute=self._alarm_seconds_per_minute,
            function_start_delay=self._function_start_delay,
        )
        stops.append(self.aws.stop)
        traces = serve_app("trace store", self._trace_store(), self._trace_port)
        self.issuer = OidcIssuer("alex-api")
        tokens = serve_app("token issuer", self.issuer.app, self._issuer_port)

        self.endpoint, self.issuer.url = self.aws.endpoint, tokens.url
        self.model_url, self.trace_url = model.url, traces.url
        for server in (model, traces, tokens):
            server.wait_ready()

    def _trace_store(self) -> Any:
        """The trace store's application, with a new key pair."""
        keys = KeyPair.new()
        self.public_key, self.secret_key = keys.public_key, keys.secret_key
        self.trace_keys = ProjectKeys(keys)
        self.traces_file = trace_store.begin((self._state_dir or self.aws.home) / "traces.db")
        return trace_store.create_app(self.traces_file, self.trace_keys, self._trace_pages)

    def _wait_ready(self) -> None:
        """Called before each resource, from several threads: the first one waits, the others wait for it."""
        with self._waiting:
            if not self._is_ready:
                self.postgres.wait_ready()
                self.aws.wait_ready()
                self._is_ready = True


def _all_at_once(stops: list[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(max(1, len(stops))) as executor:
        for done in [executor.submit(stop) for stop in stops]:
            done.result()
