"""Alex on one machine: the embedded AWS with the real program deployed to it, for the length of a `with` block."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from local.engine.not_emulated import unemulated
from local.engine.stack_config import load_config
from local.real_model.serve import ModelChoice, serve
from local.real_model.source import ModelSource
from local.run_file import RunFile, remove_run_file, write_run_file
from local.running_stack import RunningStack
from local.runtime_python import require_runtime_python

if TYPE_CHECKING:
    from local.engine.deployer import Deployed, Deployment
    from local.fake_model.behaviours.chosen import Misbehaviour
    from local.traces.endpoints.pages import TracePages

ROOT = Path(__file__).resolve().parent.parent


class LocalAlex(RunningStack):
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

    not_emulated: dict[str, str]
    """Resource types that were registered but not created, with the reason."""
    deployed: float
    """Unix time at which the stack was deployed, its database migrated and its secrets filled."""

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
        super().__init__(
            state_dir=state_dir,
            port=port,
            alarm_seconds_per_minute=alarm_seconds_per_minute,
            function_start_delay=function_start_delay,
            trace_pages=trace_pages,
        )
        self._stack, self._root = stack, root
        self._on_phase, self._on_resource = on_phase, on_resource
        self._choice, self._layers = ModelChoice(model, model_latency, misbehaviours), layers
        self._settings = dict(settings or {})
        self._announced: RunFile | None = None

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

    @contextmanager
    def _phase(self, name: str) -> Generator[None]:
        started = time.monotonic()
        yield
        self._on_phase(name, time.monotonic() - started)

    def _start(self) -> None:
        self._start_all(load_config(self._root, self._stack)["aws:region"])

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
