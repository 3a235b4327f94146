"""The endpoints of the trace store under `/api/public`."""

from __future__ import annotations

import base64
import json
import math
import time
from dataclasses import fields
from typing import Any, cast

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.traces.database import JsonObject, TraceDatabase
from local.traces.http import Json, Query, read_body
from local.traces.ingest import PROJECT_ID, MalformedSpans, observations_from_json, observations_from_protobuf
from local.traces.schema import ObservationFilter, Position
from local.traces.scores import InvalidScore, score_from
from local.traces.timestamps import microseconds
from local.traces.views import chosen_fields, score_view, trace_view

SERVER_VERSION = "4.59.0-alex-local"
"""The server that the functions' SDK asks for, whose form of scores this store takes."""
PROTOBUF = "application/x-protobuf"
NEWEST_INGESTION = "4"
MAX_ROWS = 2**31
"""More rows than any trace has."""

FILTERS = {
    "traceId": "trace_id",
    "userId": "user_id",
    "sessionId": "session_id",
    "name": "name",
    "type": "type",
    "level": "level",
    "environment": "environment",
    "version": "version",
    "parentObservationId": "parent_id",
}
assert set(FILTERS.values()) <= {field.name for field in fields(ObservationFilter)}


class TraceApi:
    """Synchronous handlers run in the thread pool; only reading a body is asynchronous."""

    def __init__(self, database: TraceDatabase) -> None:
        self._database = database

    def routes(self) -> list[Route]:
        return [
            Route("/health", self.health),
            Route("/projects", self.projects),
            Route("/otel/v1/traces", self.receive_spans, methods=["POST"]),
            Route("/scores", self.receive_scores, methods=["POST"]),
            Route("/v2/observations", self.list_observations),
            Route("/v3/scores", self.list_scores),
            Route("/traces", self.list_traces),
            Route("/traces", self.delete_traces, methods=["DELETE"]),
            Route("/traces/{trace_id}", self.get_trace),
            Route("/traces/{trace_id}", self.delete_trace, methods=["DELETE"]),
        ]

    def health(self, _request: Request) -> Response:
        return Json({"status": "OK", "version": SERVER_VERSION})

    def projects(self, _request: Request) -> Response:
        """The project, for the SDK's `auth_check`."""
        owner = {"id": PROJECT_ID, "name": "Alex on this machine"}
        return Json({"data": [{**owner, "organization": owner, "metadata": {}}]})

    async def receive_spans(self, request: Request) -> Response:
        """Stores all spans of the request, or none with the reason in the response."""
        content_type = request.headers.get("content-type", "")
        is_protobuf = PROTOBUF in content_type
        if not is_protobuf and "application/json" not in content_type:
            raise HTTPException(400, f"content type must be {PROTOBUF} or application/json, got {content_type!r}")
        version = request.headers.get("x-langfuse-ingestion-version", NEWEST_INGESTION)
        if not version.isdecimal() or int(version) > int(NEWEST_INGESTION):
            raise HTTPException(
                400, f"x-langfuse-ingestion-version must be at most {NEWEST_INGESTION}, got {version!r}"
            )
        body = await read_body(request)
        read = observations_from_protobuf if is_protobuf else observations_from_json
        try:
            observations = await run_in_threadpool(read, body)
        except MalformedSpans as error:
            raise HTTPException(400, str(error)) from error
        await run_in_threadpool(self._database.write_observations, observations, _now())
        if is_protobuf:
            return Response(ExportTraceServiceResponse().SerializeToString(), media_type=PROTOBUF)
        return Json({})

    async def receive_scores(self, request: Request) -> Response:
        """Stores a list of scores: 202 if all were stored, else 207 with counts and reasons."""
        try:
            items = json.loads(await read_body(request))
        except (ValueError, RecursionError) as error:
            raise HTTPException(400, f"body is not JSON: {error}") from error
        if not isinstance(items, list):
            raise HTTPException(400, "body must be a list of scores")
        scores: list[JsonObject] = []
        errors: list[JsonObject] = []
        received = _now()
        for item in cast(list[Any], items):
            try:
                scores.append(score_from(item, received))
            except InvalidScore as error:
                errors.append({"message": str(error)})
        await run_in_threadpool(self._database.write_scores, scores, received)
        if errors:
            return Json({"accepted": len(scores), "rejected": len(errors), "errors": errors}, 207)
        return Json({"message": "Accepted"}, 202)

    def list_observations(self, request: Request) -> Response:
        """One page, newest start first; `meta.cursor` requests the next."""
        paging = ("fields", "expandMetadata", "limit", "cursor", "parseIoAsJson")
        others = ("isRootObservation", "fromStartTime", "toStartTime", "filter")
        query = Query(request.query_params, {*FILTERS, *others, *paging})
        if query.flag("parseIoAsJson"):
            raise HTTPException(400, "query parameter parseIoAsJson must be false: input and output are raw text")
        equal: JsonObject = {field: query.text(name) for name, field in FILTERS.items()}
        wanted = query.filter() or ObservationFilter(
            **equal,
            is_root=query.flag("isRootObservation"),
            from_us=query.instant("fromStartTime"),
            to_us=query.instant("toStartTime"),
        )
        limit = query.number("limit", default=50, maximum=1000)
        groups, expanded = query.names("fields", default="basic"), query.names("expandMetadata")
        after = _decode_cursor(query.text("cursor"))
        found = self._database.observations(wanted, limit + 1, after, with_contents="io" in groups)
        page = found[:limit]
        data = [chosen_fields(observation, groups, expanded) for observation in page]
        return Json({"data": data, "meta": {"cursor": _encode_cursor(page[-1])} if len(found) > limit else {}})

    def list_scores(self, request: Request) -> Response:
        """One page, newest first; the cursor is opaque."""
        query = Query(request.query_params, {"traceId", "name", "fields", "limit", "cursor"})
        limit = query.number("limit", default=50, maximum=100)
        offset = query.number("cursor", default=0, maximum=MAX_ROWS)
        found = self._database.scores(query.text("traceId"), query.text("name"), limit + 1, offset)
        groups = query.names("fields")
        meta = {"limit": limit, **({"cursor": str(offset + limit)} if len(found) > limit else {})}
        return Json({"data": [score_view(score, groups) for score in found[:limit]], "meta": meta})

    def list_traces(self, request: Request) -> Response:
        """One numbered page of traces, newest first, with the ids of their observations."""
        query = Query(request.query_params, {"userId", "sessionId", "name", "fromTimestamp", "limit", "page"})
        wanted = ObservationFilter(
            user_id=query.text("userId"),
            session_id=query.text("sessionId"),
            name=query.text("name"),
            from_us=query.instant("fromTimestamp"),
        )
        limit = query.number("limit", default=50, maximum=100)
        page = query.number("page", default=1, maximum=MAX_ROWS)
        ids = self._database.trace_ids(wanted)
        data = [self._trace(trace_id, whole=False) for trace_id in ids[(page - 1) * limit : page * limit]]
        total_pages = math.ceil(len(ids) / limit)
        meta = {"page": page, "limit": limit, "totalItems": len(ids), "totalPages": total_pages}
        return Json({"data": data, "meta": meta})

    async def delete_traces(self, request: Request) -> Response:
        """Deletes the traces of `traceIds`, with their scores, at once. Langfuse takes minutes."""
        try:
            ids = json.loads(await read_body(request))["traceIds"]
        except (ValueError, RecursionError, TypeError, KeyError) as error:
            raise HTTPException(400, "body must be a JSON object with traceIds") from error
        if not isinstance(ids, list) or not ids or not all(isinstance(each, str) for each in cast(list[Any], ids)):
            raise HTTPException(400, "traceIds must be a list of ids")
        await run_in_threadpool(self._database.delete_traces, cast(list[str], ids))
        return Json({"message": "Traces deleted successfully"})

    def get_trace(self, request: Request) -> Response:
        return Json(self._trace(request.path_params["trace_id"], whole=True))

    def delete_trace(self, request: Request) -> Response:
        self._database.delete_traces([request.path_params["trace_id"]])
        return Json({"message": "Trace deleted successfully"})

    def _trace(self, trace_id: str, *, whole: bool) -> JsonObject:
        observations = self._database.observations(ObservationFilter(trace_id=trace_id), MAX_ROWS)
        if not observations:
            raise HTTPException(404, f"Trace {trace_id} not found")
        return trace_view(observations, self._database.scores(trace_id, None, MAX_ROWS), whole=whole)


def _now() -> int:
    return time.time_ns() // 1000


def _encode_cursor(last: JsonObject) -> str:
    position = {"lastStartTimeTo": last["startTime"], "lastTraceId": last["traceId"], "lastId": last["id"]}
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode()


def _decode_cursor(cursor: str | None) -> Position | None:
    if cursor is None:
        return None
    try:
        position = json.loads(base64.urlsafe_b64decode(cursor))
        return Position(microseconds(position["lastStartTimeTo"]), position["lastTraceId"], position["lastId"])
    except (ValueError, KeyError, TypeError) as error:
        raise HTTPException(400, "query parameter cursor is not one that this server gave") from error
