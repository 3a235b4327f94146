"""The trace store under requests that no well-behaved SDK would send, and over restarts."""

from __future__ import annotations

import gzip
import json
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import TracerProvider
from starlette.testclient import TestClient

from cli.trace.model import trace_from_api
from local.traces.database import TraceDatabase
from local.traces.http import LARGE_BODY_BYTES, MAX_BODY_BYTES
from local.traces.keys import KeyPair, ProjectKeys
from local.traces.schema import ObservationFilter
from local.traces.store import create_app

PUBLIC_KEY, SECRET_KEY = "pk-lf-test", "sk-lf-test"
AUTH = (PUBLIC_KEY, SECRET_KEY)
TRACES = "/api/public/otel/v1/traces"
ALL_FIELDS = "basic,io,metadata,model,usage,metrics,trace_context"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(tmp_path / "traces.db", ProjectKeys(KeyPair(*AUTH)))) as client:
        client.auth = AUTH
        yield client


def otlp_span(**changes: object) -> dict[str, object]:
    return {
        "traceId": "a" * 32,
        "spanId": "b" * 16,
        "name": "step",
        "startTimeUnixNano": "1700000000000000000",
        "endTimeUnixNano": "1700000001500000000",
        "status": {},
        **changes,
    }


def post_span(app: TestClient, **changes: object) -> httpx2.Response:
    return app.post(TRACES, json={"resourceSpans": [{"scopeSpans": [{"spans": [otlp_span(**changes)]}]}]})


def contents(text: str) -> list[dict[str, object]]:
    return [{"key": "langfuse.observation.input", "value": {"stringValue": text}}]


def stored(app: TestClient) -> list[dict[str, object]]:
    return app.get("/api/public/v2/observations", params={"fields": ALL_FIELDS}).json()["data"]


def test_otlp_json_is_understood(app: TestClient) -> None:
    assert post_span(app, status={"code": 2, "message": "boom"}).status_code == 200
    (found,) = stored(app)
    assert (found["traceId"], found["id"], found["latency"]) == ("a" * 32, "b" * 16, 1.5)
    assert (found["level"], found["statusMessage"], found["type"]) == ("ERROR", "boom", "SPAN")


def test_a_span_that_is_sent_again_replaces_the_first(app: TestClient) -> None:
    post_span(app, name="before")
    post_span(app, name="after")
    assert [each["name"] for each in stored(app)] == ["after"]


def test_compressed_protobuf_is_understood(app: TestClient) -> None:
    provider = TracerProvider()
    span = provider.get_tracer("t").start_span(
        "plain OpenTelemetry", context=trace.set_span_in_context(trace.INVALID_SPAN)
    )
    span.end()
    body = gzip.compress(encode_spans([span]).SerializeToString())  # pyright: ignore[reportArgumentType]
    headers = {"content-type": "application/x-protobuf", "content-encoding": "gzip"}
    assert app.post(TRACES, content=body, headers=headers).status_code == 200
    assert [each["name"] for each in stored(app)] == ["plain OpenTelemetry"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"traceId": "abcd"}, id="a trace id that is too short"),
        pytest.param({"spanId": "0" * 16}, id="a span id of zeros"),
        pytest.param({"parentSpanId": "xyz"}, id="a parent id that is not hex"),
        pytest.param({"startTimeUnixNano": "soon"}, id="a start time that is no number"),
    ],
)
def test_a_malformed_span_is_refused_and_nothing_is_stored(app: TestClient, changes: dict[str, object]) -> None:
    response = post_span(app, **changes)
    assert response.status_code == 400
    assert response.json()["message"]
    assert stored(app) == []


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        pytest.param(b"\xff\xff", {"content-type": "application/x-protobuf"}, 400, id="garbage instead of protobuf"),
        pytest.param(b"{", {"content-type": "application/json"}, 400, id="JSON that ends early"),
        pytest.param(b"[" * 100_000, {"content-type": "application/json"}, 400, id="JSON nested without end"),
        pytest.param(b"x", {"content-type": "text/plain"}, 400, id="an unknown content type"),
        pytest.param(
            zlib.compress(b"{}"),
            {"content-type": "application/json", "content-encoding": "deflate"},
            400,
            id="another encoding than gzip",
        ),
        pytest.param(
            b"not gzip", {"content-type": "application/json", "content-encoding": "gzip"}, 400, id="no gzip at all"
        ),
        pytest.param(
            gzip.compress(b"{}")[:-9], {"content-type": "application/json", "content-encoding": "gzip"}, 400, id="half"
        ),
        pytest.param(
            lambda: gzip.compress(b" " * (MAX_BODY_BYTES + 1), 1),
            {"content-type": "application/json", "content-encoding": "gzip"},
            413,
            id="a small body that decompresses beyond the limit",
        ),
        pytest.param(
            lambda: b" " * (MAX_BODY_BYTES + 1), {"content-type": "application/json"}, 413, id="a body over the limit"
        ),
    ],
)
def test_a_malformed_body_is_refused(
    app: TestClient, body: bytes | Callable[[], bytes], headers: dict[str, str], status: int
) -> None:
    # Large ones are made here: collecting the tests would take as long.
    response = app.post(TRACES, content=body() if callable(body) else body, headers=headers)
    assert response.status_code == status
    assert response.json()["message"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"traceIds": []}', b'{"traceIds": "x"}', b'{"traceIds": [1]}', b"{"]
)
def test_a_malformed_order_to_delete_is_refused(app: TestClient, body: bytes) -> None:
    post_span(app)
    response = app.request("DELETE", "/api/public/traces", content=body)
    assert (response.status_code, "traceIds" in response.json()["message"]) == (400, True)
    assert len(stored(app)) == 1


def test_a_deleted_trace_is_gone_and_others_stay(app: TestClient) -> None:
    post_span(app)
    (kept,) = stored(app)
    assert app.request("DELETE", "/api/public/traces", json={"traceIds": ["0" * 32]}).is_success
    assert len(stored(app)) == 1
    assert app.request("DELETE", "/api/public/traces", json={"traceIds": [kept["traceId"]]}).is_success
    assert stored(app) == []


def test_attributes_of_strange_types_do_no_harm(app: TestClient) -> None:
    attributes = [
        {"key": "user.id", "value": {"arrayValue": {"values": [{"intValue": "7"}]}}},
        {"key": "langfuse.trace.tags", "value": {"stringValue": "one"}},
        {"key": "langfuse.observation.usage_details", "value": {"stringValue": "many"}},
        {"key": "langfuse.observation.metadata.deep", "value": {"stringValue": "[" * 100_000}},
        {"key": "langfuse.observation.metadata.half", "value": {"stringValue": '"\\ud800"'}},
        {"key": "langfuse.observation.type", "value": {"stringValue": "sorcery"}},
    ]
    assert post_span(app, attributes=attributes).status_code == 200
    (found,) = stored(app)
    assert (found["userId"], found["tags"], found["usageDetails"], found["type"]) == ("[7]", ["one"], {}, "SPAN")


@pytest.mark.parametrize(
    "auth",
    [
        pytest.param(httpx2.Auth(), id="none"),
        pytest.param((PUBLIC_KEY, "wrong"), id="a wrong secret key"),
        pytest.param(("wrong", SECRET_KEY), id="a wrong public key"),
    ],
)
def test_wrong_keys_are_refused_everywhere_but_on_health(app: TestClient, auth: httpx2.Auth | tuple[str, str]) -> None:
    app.auth = auth
    assert post_span(app).status_code == 401
    assert app.get("/api/public/v2/observations").json() == {"message": "Invalid credentials: public or secret key"}
    assert app.get("/api/public/health").json()["status"] == "OK"


@pytest.mark.parametrize("header", ["Basic !!!", "Basic", "Bearer cGs6c2s=", "Basic w7w="])
def test_a_malformed_authorization_header_is_refused(app: TestClient, header: str) -> None:
    app.auth = httpx2.Auth()
    assert app.get("/api/public/projects", headers={"authorization": header}).status_code == 401


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("cursor=xyz", "cursor"),
        ("fromStartTime=yesterday", "fromStartTime"),
        ("isRootObservation=maybe", "isRootObservation"),
        ("filter=[]", "filter"),
    ],
)
def test_a_query_that_cannot_be_answered_is_refused_by_name(app: TestClient, query: str, named: str) -> None:
    response = app.get(f"/api/public/v2/observations?{query}")
    assert response.status_code == 400
    assert named in response.json()["message"]


def test_what_is_not_there_is_404_in_json(app: TestClient) -> None:
    for path in ("/api/public/elsewhere", "/"):
        response = app.get(path)
        assert (response.status_code, list(response.json())) == (404, ["message"])


@pytest.mark.parametrize(
    "path",
    [
        *("traces", f"traces/{'a' * 32}", "observations", f"observations/{'b' * 16}", "sessions", "sessions/s"),
        *("scores", "scores/1", "v2/scores", "metrics", "metrics/daily", "datasets/d/runs", "dataset-run-items"),
    ],
)
def test_old_read_endpoints_are_404_as_on_a_new_server(app: TestClient, path: str) -> None:
    post_span(app)
    response = app.get(f"/api/public/{path}")
    assert (response.status_code, "v4" in response.json()["message"]) == (404, True)


# rules 8.1–8.3
def test_a_second_span_with_the_same_id_and_another_start_is_a_second_row(app: TestClient) -> None:
    post_span(app, name="first attempt", attributes=contents("one"))
    post_span(app, name="second attempt", attributes=contents("two"), startTimeUnixNano="1700000001000000000")
    found = [(each["name"], each["input"], each["isRootObservation"]) for each in stored(app)]
    assert found == [("second attempt", "two", True), ("first attempt", "one", True)]
    source = trace_from_api("a" * 32, stored(app))
    assert [each.name for each in source.roots] == ["second attempt"]


# rule 8.4
def test_a_score_that_is_sent_again_replaces_the_first(app: TestClient) -> None:
    for value in (0, 1):
        app.post("/api/public/scores", json=[{"id": "s", "traceId": "t", "name": "quality", "value": value}])
    assert [each["value"] for each in app.get("/api/public/v3/scores").json()["data"]] == [1]


# rule 1.4
def test_a_large_body_is_taken_and_logged(app: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    body = ExportTraceServiceRequest()
    span = body.resource_spans.add().scope_spans.add().spans.add(trace_id=b"a" * 16, span_id=b"b" * 8, name="large")
    span.attributes.add(key="langfuse.observation.input").value.string_value = "x" * (LARGE_BODY_BYTES + 1)
    headers = {"content-type": "application/x-protobuf"}
    assert app.post(TRACES, content=body.SerializeToString(), headers=headers).status_code == 200
    assert "bytes of spans" in caplog.text
    assert len(stored(app)) == 1


# rule 1.2
@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"resourceSpans": {}}, id="an object instead of a list of resources"),
        pytest.param({"resourceSpans": [{"scopeSpans": [{"spans": {}}]}]}, id="of spans"),
        pytest.param(
            {"resourceSpans": [{"scopeSpans": [{"spans": [otlp_span(attributes={"a": 1})]}]}]}, id="of attributes"
        ),
        pytest.param(
            {"resourceSpans": [{"scopeSpans": [{"spans": [otlp_span(), {"name": "no ids"}]}]}]}, id="one without ids"
        ),
    ],
)
def test_one_wrong_part_refuses_the_whole_request(app: TestClient, body: dict[str, object]) -> None:
    response = app.post(TRACES, json=body)
    assert (response.status_code, bool(response.json()["message"]), stored(app)) == (400, True, [])


# rule 1.1
@pytest.mark.parametrize(
    ("content_type", "status"),
    [("Application/JSON; charset=utf-8", 200), ("application/x-ndjson", 400), ("", 400)],
)
def test_content_types(app: TestClient, content_type: str, status: int) -> None:
    body = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [otlp_span()]}]}]})
    assert app.post(TRACES, content=body, headers={"content-type": content_type}).status_code == status


# rules 9.1, 9.2
def test_roots_with_and_without_a_parent(app: TestClient) -> None:
    marked = [{"key": "langfuse.internal.is_app_root", "value": {"boolValue": True}}]
    post_span(app, name="root")
    post_span(app, name="app root", spanId="c" * 16, parentSpanId="b" * 16, attributes=marked)
    post_span(app, name="inner", spanId="d" * 16, parentSpanId="c" * 16)

    def names(**query: str) -> set[str]:
        return {each["name"] for each in app.get("/api/public/v2/observations", params=query).json()["data"]}

    assert names(parentObservationId="") == {"root"}
    assert names(isRootObservation="true") == {"root", "app root"}
    assert names(isRootObservation="false") == {"inner"}
    assert [each["parentObservationId"] for each in stored(app) if each["name"] == "root"] == [None]


# rules 9.3, 9.4
def test_fields_of_each_group(app: TestClient) -> None:
    post_span(app, attributes=contents("one"))
    query = {"fields": "model,prompt,metrics,usage,unknown"}
    (found,) = app.get("/api/public/v2/observations", params=query).json()["data"]
    assert found.keys() >= {"model", "internalModelId", "promptId", "timeToFirstToken", "usagePricingTierName"}
    assert found.keys() & {"name", "input", "metadata", "toolCalls"} == set()
    assert app.get("/api/public/v2/observations", params={"parseIoAsJson": "true"}).status_code == 400


def test_a_bad_score_is_rejected_and_the_good_one_beside_it_kept(app: TestClient) -> None:
    scores = [
        {"traceId": "t", "name": "good", "value": 1},
        {"traceId": "t", "name": "bad", "value": "high", "dataType": "NUMERIC"},
        {"name": "lost", "value": 1},
        {"traceId": ["t"], "name": "odd", "value": 1},
    ]
    response = app.post("/api/public/scores", json=scores)
    assert response.status_code == 207
    assert (response.json()["accepted"], response.json()["rejected"]) == (1, 3)
    assert [each["name"] for each in app.get("/api/public/v3/scores").json()["data"]] == ["good"]


def test_traces_survive_a_restart_on_the_same_file(tmp_path: Path) -> None:
    for name in ("first", "second"):
        with TestClient(create_app(tmp_path / "traces.db", ProjectKeys(KeyPair(*AUTH)))) as app:
            app.auth = AUTH
            post_span(app, name=name, spanId=name[0].encode().hex() * 8)
            count = len(stored(app))
    assert count == 2


def test_threads_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    with TestClient(create_app(tmp_path / "traces.db", ProjectKeys(KeyPair(*AUTH)))) as app:
        app.auth = AUTH
        threads = [
            threading.Thread(target=lambda n=n: [post_span(app, spanId=f"{n * 10 + i + 1:016x}") for i in range(10)])
            for n in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with closing(TraceDatabase(tmp_path / "traces.db", read_only=True)) as database:
        assert len(database.observations(ObservationFilter(), 100)) == 40


def test_a_file_that_is_no_trace_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "traces.db").write_text(json.dumps({"not": "sqlite"}) * 100)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        create_app(tmp_path / "traces.db", ProjectKeys(KeyPair(*AUTH)))


# rule 1.3
@pytest.mark.parametrize(("version", "status"), [("4", 200), ("3", 200), ("5", 400), ("new", 400), ("", 400)])
def test_an_ingestion_version_of_the_future_is_refused(app: TestClient, version: str, status: int) -> None:
    body = {"resourceSpans": [{"scopeSpans": [{"spans": [otlp_span()]}]}]}
    response = app.post(TRACES, json=body, headers={"x-langfuse-ingestion-version": version})
    assert response.status_code == status
