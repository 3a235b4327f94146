"""Alex on one machine: the embedded AWS with the real program deployed to it, for the length of a `with` block."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from local.aws.embedded import EmbeddedAws
from local.aws.postgres import Postgres
from local.engine.not_emulated import unemulated
from local.engine.stack_config import load_config
from local.errors import LocalError
from local.issuer.issuer import OidcIssuer
from local.issuer.users import ADA, GRACE
from local.processes.servers import Server
from local.real_model.serve import ModelChoice, ServedModel, serve
from local.real_model.source import ModelSource
from local.run_file import RunFile, remove_run_file, write_run_file
from local.runtime_python import require_runtime_python
from local.traces import store as trace_store
from local.traces.keys import KeyPair, ProjectKeys

if TYPE_CHECKING:
    from local.engine.deployer import Deployed, Deployment
    from local.fake_model.behaviours.chosen import Misbehaviour
    from local.traces.endpoints.pages import TracePages

ROOT = Path(__file__).resolve().parent.parent
_USER, _OTHER_USER = ADA.subject, GRACE.subject
"""The users whose tokens are in the run file."""


class LocalAlex:
    """Starts everything on free ports, deploys, fills the secrets, and migrates the database.

    Args:
        state_dir: folder for the run file and the traces, e.g. `.alex`. Without it there is no run file, and the traces
            are removed at the end.
        port: of the embedded AWS, instead of a free one.
        on_phase: called with a name and its seconds when `start`, `deploy` and `secrets` are done.
        on_resource: called for each created resource, from several threads.
        model: a real model instead of the fake one, see `local/real_model/source.py`.
        model_latency: factor on the latency of the fake model; 0 answers at once.
        misbehaviours: of the fake model, see `local/fake_model/behaviours/`.
        layers: run the functions from the layers of `alex package`, as on AWS, instead of this environment's packages.
            Needs Linux with the runtime's Python version and processor architecture.
        alarm_seconds_per_minute: real seconds for one minute of alarm time, see
            `local/aws/emulator/cloudwatch/alarm_clock.py`.
        function_start_delay: seconds that every start of a function takes longer, for measurements.
        trace_pages: renders the pages of the trace store; None for a store without any.
        settings: of the stack, in place of those in its file.

    Entering raises LocalError, after it has stopped everything that it started.
    """

    endpoint: str
    """URL of the embedded AWS."""
    api_url: str
    """URL in front of `/api`; resolves on every machine."""
    site_url: str = ""
    """URL of the site, see `announce_site`."""
    outputs: dict[str, Any]
    """Outputs of the stack."""
    not_emulated: dict[str, str]
    """Resource types that were registered but not created, with the reason."""
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
    deployed: float
    """Unix time at which the stack was deployed, its database migrated and its secrets filled."""
    trace_keys: ProjectKeys
    """The trace store's keys, which can be added and revoked."""
    traces_file: Path
    """Database file of the trace store."""

    def __init__(
        self,
        *,
        stack: str = "local",
        root: Path = ROOT,
        state_dir: Path | None = None,
        port: int | None = None,
        on_phase: Callable[[str, float], None] = lambda _name, _seconds: None,
        on_resource: Callable[[Deployed], None] | None = None,
        model: ModelSource | None = None,
        model_latency: float | None = None,
        misbehaviours: Sequence[Misbehaviour] = (),
        layers: bool = False,
        alarm_seconds_per_minute: float = 60.0,
        function_start_delay: float = 0.0,
        trace_pages: TracePages | None = None,
        settings: Mapping[str, object] | None = None,
    ) -> None:
        self._stack, self._root, self._state_dir, self._port = stack, root, state_dir, port
        self._on_phase, self._on_resource = on_phase, on_resource
        self._choice, self._layers = ModelChoice(model, model_latency, misbehaviours), layers
        self._alarm_seconds_per_minute = alarm_seconds_per_minute
        self._function_start_delay, self._trace_pages = function_start_delay, trace_pages
        self._settings = dict(settings or {})
        self._cleanup = ExitStack()
        self._announced: RunFile | None = None
        self._trace_port: int | None = None
        self._issuer_port: int | None = None
        self._waiting, self._is_ready = threading.Lock(), False

    def __enter__(self) -> Self:
        if self._layers:
            require_runtime_python(load_config(self._root, self._stack)["alex:architecture"])
        self._begin()
        try:
            with self._phase("start"):
                self._start()
            with self._phase("deploy"):
                deployment = self._deploy()
            self.not_emulated = unemulated(resource.type for resource in deployment.resources)
            self._use(deployment.outputs)
        except BaseException:
            self._cleanup.close()
            raise
        return self

    def _begin(self) -> None:
        self._started = time.time()
        self.model = serve(self._choice)

    def _use(self, outputs: dict[str, Any]) -> None:
        """Makes a deployed stack usable and announces it."""
        self.outputs = outputs
        self.api_url = f"{self.endpoint}/_aws/execute-api/{self.outputs['apiId']}/$default"
        with self._phase("secrets"):
            self._fill_secrets()
            self.model.set_limits(self.client, self.outputs)
        self.deployed = time.time()
        self._announce()

    def __exit__(self, *_: object) -> None:
        self._cleanup.close()

    def token(self, subject: str = _USER) -> str:
        """An access token of this user for the API."""
        return self.issuer.mint(subject)

    @property
    def origin_secret(self) -> str:
        """The secret that CloudFront sends with each request; the API rejects requests without it."""
        secret = self.client("secretsmanager").get_secret_value(SecretId=self.outputs["secrets"]["origin"])
        return secret["SecretString"]

    def client(self, service: str) -> Any:
        """A boto3 client with all permissions."""
        return self.aws.client(service)

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Invokes a function, e.g. `planner`, and returns its result. Raises LocalError when it fails."""
        from components.foundation.names import LIVE  # here, because it loads Pulumi: see `_deploy`

        name = self.outputs["functions"][function]
        response = self.client("lambda").invoke(FunctionName=name, Qualifier=LIVE, Payload=json.dumps(event))
        payload = json.loads(response["Payload"].read() or b"null")
        if response.get("FunctionError"):
            raise LocalError(f"{name} failed: {payload.get('errorMessage')}: {' '.join(self.logs(function)[-5:])}")
        return payload

    def logs(self, function: str) -> list[str]:
        """Log lines of a function, e.g. `planner`, in order."""
        group = f"/aws/lambda/{self.outputs['functions'][function]}"
        pages = self.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
        events = [event for page in pages for event in page["events"]]
        return [event["message"] for event in sorted(events, key=lambda event: event["timestamp"])]

    def iam_log(self) -> list[dict[str, Any]]:
        """All authorization decisions so far: `{time, who, action, resource, decision, sid}`."""
        return self.aws.iam_log()

    def run_file(self, started: float) -> RunFile:
        """Addresses and keys for other commands; `started` is a Unix time."""
        return RunFile(
            pid=os.getpid(),
            endpoint=self.endpoint,
            region=self.aws.region,
            access_key_id=self.aws.access_key_id,
            secret_access_key=self.aws.secret_access_key,
            api_url=self.api_url,
            site_url=self.site_url,
            token=self.token(),
            other_token=self.token(_OTHER_USER),
            model_url=self.model_url,
            model_name=self.model.name,
            model_id=self.model.model_id,
            iam_log=str(self.aws.iam_log_file),
            trace_url=self.trace_url,
            public_key=self.public_key,
            secret_key=self.secret_key,
            started=started,
        )

    @contextmanager
    def _phase(self, name: str) -> Generator[None]:
        started = time.monotonic()
        yield
        self._on_phase(name, time.monotonic() - started)

    def _start(self) -> None:
        """Starts all processes and servers and waits for the servers; `_wait_ready` waits for the processes."""
        region = load_config(self._root, self._stack)["aws:region"]
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
        keys = KeyPair.new()
        self.public_key, self.secret_key = keys.public_key, keys.secret_key
        self.trace_keys = ProjectKeys(keys)
        self.traces_file = trace_store.begin((self._state_dir or self.aws.home) / "traces.db")
        store = trace_store.create_app(self.traces_file, self.trace_keys, self._trace_pages)
        traces = serve_app("trace store", store, self._trace_port)
        self.issuer = OidcIssuer("alex-api")
        tokens = serve_app("token issuer", self.issuer.app, self._issuer_port)

        self.endpoint, self.issuer.url = self.aws.endpoint, tokens.url
        self.model_url, self.trace_url = model.url, traces.url
        for server in (model, traces, tokens):
            server.wait_ready()

    def _deploy(self) -> Deployment:
        # Imported while the processes start: loading Pulumi takes as long as their start.
        from local.engine.deployer import deploy

        overrides: dict[str, object] = {
            "jwtIssuer": self.issuer.url,
            "jwtAudience": self.issuer.audience,
            "jwtClientId": self.issuer.client_id,
            "langfuseBaseUrl": self.trace_url,
        }
        if self._layers:
            overrides["dependencies"] = "layer"
        overrides |= self.model.settings | self._settings
        return deploy(
            self._root,
            self._stack,
            self.aws,
            self.postgres,
            overrides=overrides,
            on_resource=self._on_resource,
            ready=self._wait_ready,
        )

    def _wait_ready(self) -> None:
        """Called before each resource, from several threads: the first one waits, the others wait for it."""
        with self._waiting:
            if not self._is_ready:
                self.postgres.wait_ready()
                self.aws.wait_ready()
                self._is_ready = True

    def _fill_secrets(self) -> None:
        keys = {"public_key": self.public_key, "secret_key": self.secret_key}
        arn = self.outputs["secrets"]["langfuse"]
        self.client("secretsmanager").put_secret_value(SecretId=arn, SecretString=json.dumps(keys))

    def announce_site(self, url: str) -> None:
        """Tells other commands where the site is served."""
        self.site_url = url
        if self._announced is not None:
            self._announce()

    def _announce(self) -> None:
        if self._state_dir is None:
            return
        run = self.run_file(self._started)
        if write_run_file(self._state_dir, run):
            self._announced = run
            self._cleanup.callback(self._withdraw)

    def _withdraw(self) -> None:
        if self._announced is not None and self._state_dir is not None:
            remove_run_file(self._state_dir, self._announced)
            self._announced = None


def _all_at_once(stops: list[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(max(1, len(stops))) as executor:
        for done in [executor.submit(stop) for stop in stops]:
            done.result()
