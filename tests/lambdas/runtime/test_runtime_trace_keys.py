"""Langfuse's keys rotate under a running Lambda: no span is lost, and the keys are not read too often."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aws_lambda_powertools.utilities.parameters import SecretsProvider

from agent_runtime.contracts import JobContext
from agent_runtime.telemetry import metrics
from agent_runtime.traces import trace_client, trace_keys, tracing
from agent_runtime.traces.trace_client import Tracer
from agent_runtime.traces.trace_keys import KEYS_RETRY_SECONDS, KeysUnreadable, LangfuseKeys, read_keys
from local.processes.servers import Server
from local.traces import store as trace_store
from local.traces.database import TraceDatabase
from local.traces.keys import KeyPair, ProjectKeys
from local.traces.schema import ObservationFilter


class Secret:
    """The Langfuse secret, with a counter of its readings."""

    def __init__(self, pair: KeyPair) -> None:
        self.reads = 0
        self.put(pair)

    def put(self, pair: KeyPair) -> None:
        self.text = json.dumps({"public_key": pair.public_key, "secret_key": pair.secret_key})

    def get_secret_value(self, **_: Any) -> dict[str, str]:
        self.reads += 1
        return {"SecretString": self.text}


class Langfuse:
    """The trace store, the secret, and a process that traces."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.keys = ProjectKeys(KeyPair.new())
        self.secret = Secret(self.keys.all()[0].pair)
        self._path, self._jobs = path, 0
        self._server = Server("traces", trace_store.create_app(path, self.keys))
        self._server.wait_ready()
        monkeypatch.setenv("LANGFUSE_BASE_URL", self._server.url)
        provider = SecretsProvider(boto3_client=self.secret)  # pyright: ignore[reportArgumentType]
        monkeypatch.setattr(trace_keys, "secrets_provider", lambda: provider)
        monkeypatch.setattr(trace_client, "_process", trace_client._Process())
        monkeypatch.setattr(tracing, "tracer", trace_client.tracer)

    def stop(self) -> None:
        self._server.stop()

    def job(self) -> str:
        """Traces a job with a score and returns its id."""
        self._jobs += 1
        job = JobContext(job_id=f"job-{self._jobs}", user_id="u", session_id="u/2026-01-01")
        with tracing.job_trace(job), tracing.agent_observation("planner", "Planner", {}):
            tracing.score(job, "quality", 1.0, "good")
        tracing.flush(job)
        return f"{tracing.trace_id_of(job):032x}"

    def arrived(self, trace_id: str) -> tuple[int, int]:
        """Observations and scores of a trace."""
        database = TraceDatabase(self._path, read_only=True)
        try:
            found = database.observations(ObservationFilter(trace_id=trace_id), 100)
            return len(found), len(database.scores(trace_id=trace_id))
        finally:
            database.close()

    def rotate(self, *, only_the_secret_key: bool = False) -> None:
        """Puts new keys into the secret. The store refuses the old ones from now on."""
        (old,) = self.keys.all()
        pair = KeyPair.new()
        if only_the_secret_key:
            pair = KeyPair(old.pair.public_key, pair.secret_key)
        self.keys.revoke(old.id)
        self.keys.add(pair)
        self.secret.put(pair)


@pytest.fixture
def langfuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Langfuse]:
    made = Langfuse(tmp_path / "traces.db", monkeypatch)
    yield made
    made.stop()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Advances the runtime's clock."""
    passed = 0.0
    real = time.monotonic

    def wait(seconds: float) -> None:
        nonlocal passed
        passed += seconds

    monkeypatch.setattr(trace_keys.time, "monotonic", lambda: real() + passed)
    return wait


@pytest.mark.parametrize(
    "only_the_secret_key", [False, True], ids=["both keys", "the secret key of the same public key"]
)
def test_the_job_that_meets_revoked_keys_loses_no_span_and_no_score(
    langfuse: Langfuse, capsys: pytest.CaptureFixture[str], only_the_secret_key: bool
) -> None:
    assert langfuse.arrived(langfuse.job()) == (2, 1)
    langfuse.rotate(only_the_secret_key=only_the_secret_key)
    assert langfuse.arrived(langfuse.job()) == (2, 1)
    assert langfuse.arrived(langfuse.job()) == (2, 1)
    assert langfuse.secret.reads == 2, "once at first, once because of the refusal"
    metrics.flush()
    emitted = capsys.readouterr().out
    assert "TraceKeysRefused" in emitted
    assert "TraceExportFailures" not in emitted


def test_spans_carry_the_public_key_they_are_sent_with(langfuse: Langfuse, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[set[str]] = []
    langfuse.job()
    active = trace_client.tracer()
    assert isinstance(active, Tracer)
    export = active.exporter._inner.export

    def spy(spans: Any) -> Any:
        sent.append({str(span.instrumentation_scope.attributes["public_key"]) for span in spans})
        return export(spans)

    monkeypatch.setattr(active.exporter._inner, "export", spy)
    first = active.ring.keys.public_key
    langfuse.rotate()
    langfuse.job()
    assert sent == [{first}, {langfuse.keys.all()[0].pair.public_key}]


def test_permanently_wrong_keys_are_read_again_only_rarely(langfuse: Langfuse, at: Callable[[float], None]) -> None:
    langfuse.job()
    langfuse.secret.put(KeyPair.new())
    langfuse.keys.revoke(langfuse.keys.all()[0].id)
    for _ in range(5):
        assert langfuse.arrived(langfuse.job()) == (0, 0)
    assert langfuse.secret.reads == 2
    at(KEYS_RETRY_SECONDS + 1)
    langfuse.job()
    assert langfuse.secret.reads == 3

    pair = KeyPair.new()
    langfuse.keys.add(pair)
    langfuse.secret.put(pair)
    at(KEYS_RETRY_SECONDS + 1)
    assert langfuse.arrived(langfuse.job()) == (2, 1)


@pytest.mark.parametrize(
    "value", ["sk-lf-planted, which is no JSON", '{"public_key": "", "secret_key": "sk-lf-planted"}']
)
def test_malformed_langfuse_keys_are_never_quoted(langfuse: Langfuse, value: str) -> None:
    langfuse.secret.text = value
    with pytest.raises(KeysUnreadable) as caught:
        read_keys()
    error: BaseException | None = caught.value
    assert "planted" not in str(error)
    assert error is not None
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_keys_do_not_show_their_secret_half() -> None:
    assert "hidden" not in repr(LangfuseKeys(public_key="pk", secret_key="hidden"))


def test_requests_that_the_sdk_does_not_sign_get_no_keys() -> None:
    import httpx

    auth = trace_keys.ScoreAuth(trace_keys.KeyRing(LangfuseKeys(public_key="pk", secret_key="sk")))
    request = next(auth.auth_flow(httpx.Request("PUT", "https://bucket.example.com/signed")))
    assert "authorization" not in request.headers
