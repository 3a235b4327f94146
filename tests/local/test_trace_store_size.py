"""The trace store under many jobs: one trace is read by its key, costs without contents, and the file is bounded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from cli.trace.local_file import LocalFile
from cli.trace.source import USAGE_TYPES
from local.traces.database import TraceDatabase
from local.traces.keys import KeyPair, ProjectKeys
from local.traces.retention import Retention
from local.traces.schema import ObservationFilter, Position, observations_query
from local.traces.scores import score_from
from local.traces.store import begin, create_app
from local.traces.timestamps import iso_utc

NOW_US = 1_767_225_600_000_000
DAY_US = 86_400_000_000
AUTH = ("pk-lf-test", "sk-lf-test")
ALL = ObservationFilter()


def observation(trace: str, number: int, start_us: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{number:016x}",
        "traceId": trace,
        "projectId": "local",
        "statusMessage": None,
        "public": False,
        "parentObservationId": None,
        "isRootObservation": True,
        "type": ("SPAN", "GENERATION", "TOOL", "EVENT")[number % 4],
        "name": f"n{number}",
        "startTime": iso_utc(start_us + number),
        "endTime": iso_utc(start_us + number),
        "release": None,
        "tags": [],
        "metadata": {},
        "totalCost": 0.0,
        "level": "DEFAULT",
        "environment": "local",
        "traceName": None,
        "userId": f"user of {trace}",
        "sessionId": None,
        "version": None,
        "input": "i" * 1000,
        "output": {"o": [1]},
        **more,
    }


def fill(database: TraceDatabase, jobs: int, start_us: int = NOW_US, first: int = 0) -> None:
    for job in range(first, first + jobs):
        trace = f"{job:032x}"
        at = start_us + job * 1_000_000
        database.write_observations([observation(trace, n, at) for n in range(8)], at)
        score = score_from({"id": f"s{job}", "traceId": trace, "name": "quality", "value": 1}, at)
        database.write_scores([score], at)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "traces.db"


@pytest.fixture
def database(path: Path) -> Iterator[TraceDatabase]:
    with closing(TraceDatabase(path)) as database:
        yield database


def plan(path: Path, wanted: ObservationFilter, after: Position | None = None) -> str:
    """How SQLite reads the observations."""
    statement, values = observations_query(wanted, 1001, after, with_contents=False)
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values))


@pytest.mark.parametrize(
    "wanted",
    [
        ObservationFilter(trace_id="t"),
        ObservationFilter(trace_id="t", type="GENERATION", user_id="u", from_us=1),
        ObservationFilter(trace_id="t", types=("AGENT", "CHAIN")),
    ],
)
def test_one_trace_is_read_by_its_key(database: TraceDatabase, path: Path, wanted: ObservationFilter) -> None:
    assert "USING INDEX observations_by_key (trace_id=?)" in plan(path, wanted)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (ObservationFilter(from_us=1, types=USAGE_TYPES), "observations_by_start (start_us>? AND start_us<?)"),
        (ObservationFilter(user_id="u"), "observations_of_user (user_id=? AND start_us<?)"),
    ],
)
def test_a_page_begins_where_the_last_one_ended(
    database: TraceDatabase, path: Path, wanted: ObservationFilter, index: str
) -> None:
    found = plan(path, wanted, Position(5, "t", "i"))
    assert index in found
    assert "TEMP B-TREE" not in found, "the index has the order: nothing is sorted"


def test_costs_read_no_contents_and_only_their_types(database: TraceDatabase, path: Path) -> None:
    fill(database, 3)
    found = database.observations(ObservationFilter(types=("GENERATION",)), 100, with_contents=False)
    assert [(each["type"], each["input"], each["output"]) for each in found] == [("GENERATION", None, None)] * 6
    whole = database.observations(ObservationFilter(types=("GENERATION",)), 100)
    assert [(each["input"], each["output"]) for each in whole] == [("i" * 1000, {"o": [1]})] * 6


def test_what_is_too_old_is_deleted_as_whole_traces(path: Path) -> None:
    with closing(TraceDatabase(path, retention=Retention(days=30, every=1))) as database:
        fill(database, 4, NOW_US - 31 * DAY_US)
        fill_one = observation("f" * 32, 1, NOW_US)
        database.write_observations([fill_one], NOW_US)
        assert {each["traceId"] for each in database.observations(ALL, 100)} == {"f" * 32}
        assert database.scores() == []


def test_the_file_stays_below_its_bound_and_keeps_the_newest(path: Path) -> None:
    bound = 600_000
    with closing(TraceDatabase(path, retention=Retention(most_bytes=bound, every=5))) as database:
        sizes: list[int] = []
        for part in range(6):
            fill(database, 100, first=part * 100)
            sizes.append(size_of(path))
        assert max(sizes) < 1.5 * bound, sizes
        kept = {each["traceId"] for each in database.observations(ALL, 100_000)}
        assert f"{599:032x}" in kept
        assert f"{0:032x}" not in kept
        assert {score["traceId"] for score in database.scores()} == kept


def size_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return pages * size


def test_a_stack_begins_without_its_predecessors_traces(path: Path) -> None:
    with closing(TraceDatabase(path)) as database:
        fill(database, 2)
        left_behind = [path.with_name(f"{path.name}{suffix}") for suffix in ("-wal", "-shm")]
        assert any(each.exists() for each in left_behind)
        assert begin(path) == path
        assert not any(each.exists() for each in (path, *left_behind))
    with closing(TraceDatabase(path)) as database:
        assert database.observations(ALL, 100) == []


@pytest.fixture
def app(path: Path) -> Iterator[TestClient]:
    with closing(TraceDatabase(path)) as database:
        fill(database, 3)
    with TestClient(create_app(path, ProjectKeys(KeyPair(*AUTH)))) as client:
        client.auth = AUTH
        yield client


def test_traces_can_be_deleted_one_by_one_and_together(app: TestClient, path: Path) -> None:
    first, second, third = (f"{job:032x}" for job in range(3))
    assert app.delete(f"/api/public/traces/{first}").status_code == 200
    assert app.request("DELETE", "/api/public/traces", json={"traceIds": [second, "unknown"]}).status_code == 200
    assert {each["traceId"] for each in app.get("/api/public/v2/observations").json()["data"]} == {third}
    assert len(app.get("/api/public/v3/scores").json()["data"]) == 1
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT DISTINCT trace_id FROM contents").fetchall() == [(third,)]


def test_a_score_can_be_deleted(app: TestClient) -> None:
    ids = {score["id"] for score in app.get("/api/public/v3/scores").json()["data"]}
    gone = min(ids)
    assert app.delete(f"/api/public/scores/{gone}").status_code == 202
    assert {score["id"] for score in app.get("/api/public/v3/scores").json()["data"]} == ids - {gone}
    assert app.delete(f"/api/public/scores/{gone}").status_code == 404


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"traceIds": "x"}', '{"traceIds": [1]}'])
def test_a_malformed_deletion_is_refused(app: TestClient, body: str) -> None:
    assert app.request("DELETE", "/api/public/traces", content=body).status_code == 400


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '[{"type": "string", "column": "name", "operator": "=", "value": "x"}]']
)
def test_an_unknown_filter_is_refused(app: TestClient, text: str) -> None:
    response = app.get("/api/public/v2/observations", params={"filter": text})
    assert response.status_code == 400
    assert "query parameter filter must be a JSON list" in response.json()["message"]


def test_a_file_gives_only_the_types_that_were_asked_for(app: TestClient, path: Path) -> None:
    found = LocalFile(path).observations_since(datetime.fromtimestamp(NOW_US / 1e6, UTC), ("GENERATION",))
    assert {each["type"] for each in found} == {"GENERATION"}
