"""Observations and scores are read, and traces and scores deleted."""

from __future__ import annotations

import base64
import json
from dataclasses import fields
from typing import Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.traces.database import MAX_ROWS, JsonObject, TraceDatabase
from local.traces.http import Json, Query, read_body
from local.traces.schema import ObservationFilter, Position
from local.traces.timestamps import microseconds
from local.traces.views import SCORE_DETAILS, chosen_fields, score_view

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


class ReadingApi:
    def __init__(self, database: TraceDatabase) -> None:
        self._database = database

    def routes(self) -> list[Route]:
        return [
            Route("/v2/observations", self.list_observations),
            Route("/v3/scores", self.list_scores),
            Route("/traces", self.delete_traces, methods=["DELETE"]),
            Route("/traces/{trace_id}", self.delete_trace, methods=["DELETE"]),
            Route("/scores/{score_id}", self.delete_score, methods=["DELETE"]),
        ]

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
        query = Query(request.query_params, {"traceId", "experimentId", "name", "fields", "limit", "cursor"})
        limit = query.number("limit", default=50, maximum=100)
        offset = query.number("cursor", default=0, maximum=MAX_ROWS)
        groups = query.names("fields", of=SCORE_DETAILS)
        found = self._database.scores(
            trace_id=query.text("traceId"),
            name=query.text("name"),
            experiment_id=query.text("experimentId"),
            limit=limit + 1,
            offset=offset,
        )
        meta = {"limit": limit, **({"cursor": str(offset + limit)} if len(found) > limit else {})}
        return Json({"data": [score_view(score, groups) for score in found[:limit]], "meta": meta})

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

    def delete_trace(self, request: Request) -> Response:
        self._database.delete_traces([request.path_params["trace_id"]])
        return Json({"message": "Trace deleted successfully"})

    def delete_score(self, request: Request) -> Response:
        """At once. Langfuse's worker does it later: a score that is sent again meanwhile may go too."""
        if not self._database.delete_score(request.path_params["score_id"]):
            raise HTTPException(404, "Score not found within authorized project")
        return Json({"message": "Score deletion initiated"}, 202)


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
