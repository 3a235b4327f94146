"""The housekeeper on PostgreSQL and a trace store: what it removes, and what it does while Langfuse is away."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from agent_runtime import settings
from agent_runtime.settings import RetentionSettings
from agent_runtime.telemetry import metrics
from agent_runtime.traces import trace_keys
from database.data_api import DataApi
from database.deleted_jobs import DeletedJobs
from database.expiry import BATCH, Expiry
from database.job import trace_id_of
from database.migrations import load_migrations, migrate
from housekeeper import handler
from housekeeper.expire import expire
from housekeeper.traces import TracesKept, projects
from local.processes.servers import Server
from tests.lambdas.database_fixtures import Cluster
from tests.lambdas.lambda_context import CONTEXT
from tests.lambdas.trace_store import Langfuse

pytestmark = pytest.mark.local


@pytest.fixture
def langfuse(tmp_path: Path) -> Iterator[Langfuse]:
    made = Langfuse(tmp_path)
    yield made
    made.server.stop()


@pytest.fixture
def redirecting(langfuse: Langfuse) -> Iterator[str]:
    """Address that redirects to the trace store."""

    def elsewhere(request: Request) -> Response:
        return RedirectResponse(f"{langfuse.server.url}{request.url.path}", 301)

    server = Server("redirects", Starlette(routes=[Route("/{path:path}", elsewhere, methods=["DELETE"])]))
    server.wait_ready()
    yield server.url
    server.stop()


@pytest.fixture
def owner(cluster: Cluster) -> DataApi:
    """A database of its own, whose rows nothing else removes."""
    made = cluster.as_owner(cluster.new_database())
    migrate(made, load_migrations())
    made.execute("Test", "INSERT INTO users (user_id) VALUES ('u')")
    return made


@pytest.fixture
def run(owner: DataApi, langfuse: Langfuse, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """`run()` invokes the handler; `run.url` and `run.secrets` say where Langfuse is."""
    environment = {
        "ALEX_STACK": "test",
        "ALEX_ENVIRONMENT": "test",
        "ALEX_FUNCTION": "housekeeper",
        "ALEX_TITLE": "Housekeeper",
        "RETENTION_JOB_DAYS": "60",
        "RETENTION_RESULT_DAYS": "40",
        "RETENTION_IDEMPOTENCY_DAYS": "0",
        "TRACES_BASE_URL": langfuse.server.url,
        "TRACES_SECRET_ARNS": "arn:one",
        "LANGFUSE_BASE_URL": langfuse.server.url,
        "LANGFUSE_SECRET_ARN": "arn:one",
        "ROTATION_DAYS": "30",
        "ROTATION_SECRET_ARNS": "arn:database",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    cached = (
        *(settings.runtime_settings, settings.retention_settings),
        *(settings.trace_deletion_settings, settings.langfuse_settings, settings.rotation_settings),
    )
    secrets = {"arn:one": langfuse.secret}
    provider = SimpleNamespace(get=lambda arn, **_: secrets[arn])
    monkeypatch.setattr("housekeeper.traces.secrets_provider", lambda: provider)
    monkeypatch.setattr(trace_keys, "secrets_provider", lambda: provider)
    monkeypatch.setattr(handler, "data_api", lambda: owner)
    described = {"CreatedDate": datetime.now(UTC) - timedelta(days=33)}
    monkeypatch.setattr(handler, "secrets_client", lambda: SimpleNamespace(describe_secret=lambda **_: described))

    def invoke(**changed: str) -> Any:
        for name, value in changed.items():
            monkeypatch.setenv(name, value)
        for each in cached:
            each.cache_clear()
        return handler.handle({}, CONTEXT)

    invoke.secrets = secrets  # type: ignore[attr-defined]
    yield invoke
    for each in cached:
        each.cache_clear()
    metrics.flush()


def job(owner: DataApi, days: int) -> str:
    """A job with one result, created and finished so many days ago."""
    made = str(uuid.uuid4())
    owner.execute(
        "Test",
        """
        WITH job AS (
            INSERT INTO jobs (job_id, user_id, created_at, finished_at, status, idempotency_key)
            SELECT CAST(:id AS uuid), 'u', at, at, 'completed', :id
            FROM (SELECT now() - make_interval(days => CAST(:days AS integer)) AS at) AS born
            RETURNING job_id, created_at
        )
        INSERT INTO job_results (job_id, agent, output, usage, stored_at)
        SELECT job_id, 'reporter', '{}', '{}', created_at FROM job
        """,
        id=made,
        days=days,
    )
    return made


def hours_pass(owner: DataApi, hours: int) -> None:
    owner.execute(
        "Test",
        "UPDATE deleted_jobs SET deleted_at = deleted_at - make_interval(hours => CAST(:hours AS integer))",
        hours=hours,
    )


def test_rows_and_traces_end_by_their_age(owner: DataApi, langfuse: Langfuse, run: Any) -> None:
    old, middle, young = job(owner, 61), job(owner, 41), job(owner, 39)
    for each in (old, middle, young):
        langfuse.send(trace_id_of(each))

    assert run() == {
        "removed": {"jobs": 1, "results": 1, "instruments": 0, "deleted_jobs": 0},
        "traces_deleted": 0,
        "feedback_sent": 0,
        "rotation_overdue_days": 3.0,
    }
    assert langfuse.scores() == 3, "late spans may still come"
    hours_pass(owner, 2)
    assert run()["traces_deleted"] == 1

    assert langfuse.traces() == {trace_id_of(middle), trace_id_of(young)}
    assert langfuse.scores() == 2
    assert {row["job_id"] for row in owner.query("Test", "SELECT job_id FROM jobs")} == {middle, young}
    assert run() == {
        "removed": {"jobs": 0, "results": 0, "instruments": 0, "deleted_jobs": 0},
        "traces_deleted": 0,
        "feedback_sent": 0,
        "rotation_overdue_days": 3.0,
    }


def test_0_keeps_for_ever(owner: DataApi, run: Any) -> None:
    job(owner, 3000)
    removed = run(RETENTION_JOB_DAYS="0", RETENTION_RESULT_DAYS="0")["removed"]
    assert removed == {"instruments": 0, "deleted_jobs": 0}
    assert run(RETENTION_IDEMPOTENCY_DAYS="30")["removed"]["keys"] == 1


@pytest.mark.parametrize("fault", ["away", "refused", "redirected", "no keys"])
def test_traces_wait_while_langfuse_does_not_take_the_order(
    owner: DataApi, langfuse: Langfuse, run: Any, redirecting: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    old = job(owner, 61)
    langfuse.send(trace_id_of(old))
    run()
    hours_pass(owner, 2)
    good, url = dict(run.secrets), langfuse.server.url
    changed = {}
    if fault == "away":
        changed = {"TRACES_BASE_URL": "http://127.0.0.1:9"}
    elif fault == "refused":
        run.secrets["arn:one"] = langfuse.secret | {"secret_key": "sk-lf-wrong"}
    elif fault == "redirected":
        changed = {"TRACES_BASE_URL": redirecting}
    else:
        run.secrets["arn:one"] = {"public_key": "pk"}

    assert run(**changed)["traces_deleted"] == 0
    written = capsys.readouterr().out
    assert '"TraceDeletionFailures":[1.0]' in written
    assert langfuse.keys.secret_key not in written
    assert DeletedJobs(owner).with_traces(10) == [old]

    run.secrets.update(good)
    assert run(TRACES_BASE_URL=url)["traces_deleted"] == 1
    assert langfuse.traces() == set()


def test_an_order_that_waits_for_days_fails_the_run_after_everything_else(
    owner: DataApi, langfuse: Langfuse, run: Any
) -> None:
    job(owner, 61)
    run()
    hours_pass(owner, 73)
    job(owner, 61)
    with pytest.raises(handler.TracesOverdue, match=r"have waited for 3\.0 days"):
        run(TRACES_BASE_URL="http://127.0.0.1:9")
    assert owner.query("Test", "SELECT job_id FROM jobs") == [], "the rest was done"
    run(TRACES_BASE_URL=langfuse.server.url)


def test_every_project_deletes_its_part_of_a_trace(owner: DataApi, langfuse: Langfuse, run: Any) -> None:
    """As long as one project does not take the order, it is given to all of them again."""
    run.secrets["arn:two"] = {"public_key": "pk-lf-other", "secret_key": "sk-lf-other"}
    old = job(owner, 61)
    langfuse.send(trace_id_of(old))
    run()
    hours_pass(owner, 2)
    assert run(TRACES_SECRET_ARNS="arn:one,arn:two")["traces_deleted"] == 0
    assert langfuse.traces() == set()
    run.secrets["arn:two"] = langfuse.secret
    assert run()["traces_deleted"] == 1


def test_work_stops_when_the_time_is_over(owner: DataApi) -> None:
    owner.execute(
        "Test",
        "INSERT INTO jobs (job_id, user_id, created_at, finished_at, status) "
        "SELECT gen_random_uuid(), 'u', now() - interval '99 days', now(), 'completed' "
        "FROM generate_series(1, CAST(:n AS integer))",
        n=2 * BATCH + 1,
    )
    turns = iter([True, True, False, *[False] * 9])
    limits = RetentionSettings(job_days=60, result_days=0, idempotency_days=0)
    assert expire(Expiry(owner), limits, lambda: next(turns))["jobs"] == 2 * BATCH
    assert expire(Expiry(owner), limits, lambda: True)["jobs"] == 1
    metrics.flush()


def test_an_answer_that_is_no_success_is_named_by_its_status(langfuse: Langfuse, run: Any) -> None:
    run.secrets["arn:one"] = langfuse.secret | {"secret_key": "sk-lf-wrong"}
    (project,) = projects(SimpleNamespace(base_url=langfuse.server.url, secrets=["arn:one"]))  # type: ignore[arg-type]
    with pytest.raises(TracesKept, match="status 401"):
        project.delete(["0" * 32])


def test_the_document_of_an_order_is_langfuses(langfuse: Langfuse, run: Any) -> None:
    bodies: list[Any] = []
    (project,) = projects(SimpleNamespace(base_url=langfuse.server.url, secrets=["arn:one"]))  # type: ignore[arg-type]
    project._client.event_hooks["request"].append(lambda request: bodies.append((request.url.path, request.content)))
    project.delete(["a" * 32])
    ((path, content),) = bodies
    assert (path, json.loads(content)) == ("/api/public/traces", {"traceIds": ["a" * 32]})
