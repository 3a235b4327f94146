"""Endpoints of datasets and their runs: what they refuse, pages and filters. The SDK uses them in `tests/cli`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from local.traces.keys import KeyPair, ProjectKeys
from local.traces.store import create_app

AUTH = ("pk-lf-test", "sk-lf-test")
SINCE = {"fromStartTime": "2023-01-01T00:00:00Z"}
START = 1_700_000_000_000_000_000


@pytest.fixture
def app(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(tmp_path / "traces.db", ProjectKeys(KeyPair(*AUTH)))) as client:
        client.auth = AUTH
        yield client


def data(app: TestClient, path: str, **query: Any) -> list[dict[str, Any]]:
    return app.get(f"/api/public/{path}", params=query).raise_for_status().json()["data"]


def item(app: TestClient, **changes: Any) -> Any:
    return app.post("/api/public/dataset-items", json={"datasetName": "d", "id": "i1", "input": 1, **changes})


def post_task(app: TestClient, number: int, **experiment: str) -> None:
    """One observation of an experiment's item, the task's."""
    span_id = f"{number + 1:016x}"
    about = {"id": "e1", "name": "first", "item.id": f"i{number}", "item.root_observation_id": span_id, **experiment}
    attributes = [{"key": f"langfuse.experiment.{key}", "value": {"stringValue": each}} for key, each in about.items()]
    start = str(START + number * 1_000_000_000)
    times = {"startTimeUnixNano": start, "endTimeUnixNano": start}
    span = {"traceId": f"{number + 1:032x}", "spanId": span_id, "name": "task", "attributes": attributes, **times}
    body = {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}
    app.post("/api/public/otel/v1/traces", json=body).raise_for_status()


def test_a_dataset_is_changed_under_its_name(app: TestClient) -> None:
    first = app.post("/api/public/v2/datasets", json={"name": "d"}).json()
    second = app.post("/api/public/v2/datasets", json={"name": "d", "description": "new"}).json()
    assert (first["id"], first["createdAt"]) == (second["id"], second["createdAt"])
    assert app.get("/api/public/v2/datasets/d").json() == second
    assert [each["description"] for each in data(app, "v2/datasets")] == ["new"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"name": ""}', b'{"name": 3}'])
def test_a_malformed_dataset_is_refused(app: TestClient, body: bytes) -> None:
    response = app.post("/api/public/v2/datasets", content=body)
    assert (response.status_code, bool(response.json()["message"])) == (400, True)


def test_an_item_is_changed_under_its_id_and_deleted(app: TestClient) -> None:
    app.post("/api/public/v2/datasets", json={"name": "d"})
    first, second = item(app).json(), item(app, input={"a": None}, status="ARCHIVED").json()
    assert (first["status"], second["status"], second["input"]) == ("ACTIVE", "ARCHIVED", {"a": None})
    assert first["createdAt"] == second["createdAt"]
    assert data(app, "dataset-items", datasetName="d") == [app.get("/api/public/dataset-items/i1").json()] == [second]
    assert app.delete("/api/public/dataset-items/i1").status_code == 200
    assert data(app, "dataset-items") == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"datasetName": "other"}, "datasetName"),
        ({"datasetName": None}, "datasetName"),
        ({"id": ""}, "id"),
        ({"id": 7}, "id"),
        ({"status": "DRAFT"}, "status"),
    ],
)
def test_a_malformed_item_is_refused_by_field(app: TestClient, changes: dict[str, Any], named: str) -> None:
    app.post("/api/public/v2/datasets", json={"name": "d"})
    response = item(app, **changes)
    assert (response.status_code, response.json()["message"].partition(" ")[0]) == (400, named)


def test_an_item_does_not_move_to_another_dataset(app: TestClient) -> None:
    for name in ("d", "e"):
        app.post("/api/public/v2/datasets", json={"name": name})
    item(app)
    assert item(app, datasetName="e").status_code == 400
    assert len(data(app, "dataset-items", datasetName="d")) == 1


@pytest.mark.parametrize("path", ["v2/datasets/x", "dataset-items/x", "dataset-items?datasetName=x"])
def test_what_is_not_there_is_404(app: TestClient, path: str) -> None:
    assert app.get(f"/api/public/{path}").status_code == 404


def test_numbered_pages(app: TestClient) -> None:
    app.post("/api/public/v2/datasets", json={"name": "d"})
    for number in range(3):
        item(app, id=f"i{number}")
    page = app.get("/api/public/dataset-items", params={"limit": 2, "page": 2}).json()
    assert [each["id"] for each in page["data"]] == ["i0"]
    assert page["meta"] == {"page": 2, "limit": 2, "totalItems": 3, "totalPages": 2}


def test_items_of_runs_by_page_and_filter(app: TestClient) -> None:
    for number in range(3):
        post_task(app, number)
    post_task(app, 3, id="e2", name="second", **{"dataset.id": "d"})
    page = app.get("/api/public/experiment-items", params={**SINCE, "limit": 3}).json()
    assert [each["experimentItemId"] for each in page["data"]] == ["i3", "i2", "i1"]
    [last] = data(app, "experiment-items", **SINCE, limit=3, cursor=page["meta"]["cursor"])
    assert last["experimentItemId"] == "i0"
    assert len(data(app, "experiment-items", **SINCE, experimentId="e1,e3")) == 3
    [second] = data(app, "experiment-items", **SINCE, datasetId="d", fields="core")
    assert (second["experimentName"], "experimentDatasetId" in second) == ("second", False)
    assert data(app, "experiment-items", fromStartTime="2100-01-01T00:00:00Z") == []
    assert [each["id"] for each in data(app, "experiments", **SINCE)] == ["e2", "e1"]
    assert [each["itemCount"] for each in data(app, "experiments", **SINCE, name="first")] == [3]


@pytest.mark.parametrize(
    ("path", "query", "named"),
    [
        ("experiments", {}, "fromStartTime"),
        ("experiment-items", {}, "fromStartTime"),
        ("experiments", {**SINCE, "fields": "io"}, "fields"),
        ("experiment-items", {**SINCE, "limit": 101}, "limit"),
        ("experiment-items", {**SINCE, "cursor": "x"}, "cursor"),
        ("v3/scores", {"fields": "all"}, "fields"),
    ],
)
def test_a_query_is_refused_by_name(app: TestClient, path: str, query: dict[str, Any], named: str) -> None:
    response = app.get(f"/api/public/{path}", params=query)
    assert (response.status_code, f"query parameter {named}" in response.json()["message"]) == (400, True)


@pytest.mark.parametrize(
    ("score", "problem"),
    [
        ({"datasetRunId": "e1", "value": 1}, None),
        ({"traceId": "t", "observationId": "o", "value": 1}, None),
        ({"observationId": "o", "value": 1}, "must be given"),
        ({"traceId": "t", "value": "x" * 501, "dataType": "TEXT"}, "1..500 characters"),
        ({"traceId": "t", "value": 2, "dataType": "BOOLEAN"}, "0 or 1"),
        ({"traceId": "t", "value": True, "dataType": "CATEGORICAL"}, "does not fit"),
    ],
)
def test_scores_of_a_run_and_their_limits(app: TestClient, score: dict[str, Any], problem: str | None) -> None:
    response = app.post("/api/public/scores", json=[{"name": "quality", **score}])
    if problem is None:
        assert response.status_code == 202
        [found] = data(
            app, "v3/scores", fields="subject", **({"experimentId": "e1"} if "datasetRunId" in score else {})
        )
        assert found["subject"]["kind"] == ("experiment" if "datasetRunId" in score else "observation")
        return
    assert response.status_code == 207
    [error] = response.json()["errors"]
    assert problem in error["message"]


# rules 10.1, 10.2
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[]", 202),
        (b'{"name": "quality", "traceId": "t", "value": 1}', 400),
        (b"{", 400),
        (b"", 400),
    ],
)
def test_scores_come_as_a_list(app: TestClient, body: bytes, status: int) -> None:
    assert app.post("/api/public/scores", content=body).status_code == status
    assert data(app, "v3/scores") == []
