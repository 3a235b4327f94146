"""Spans and scores arrive; the server's health and project."""

from __future__ import annotations

import json
import logging
import time
from typing import Any, cast

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.traces.database import JsonObject, TraceDatabase
from local.traces.http import LARGE_BODY_BYTES, Json, read_body
from local.traces.ingest import MalformedSpans, observations_from_json, observations_from_protobuf
from local.traces.mapping.values import PROJECT_ID
from local.traces.scores import InvalidScore, score_from

SERVER_VERSION = "4.59.0-alex-local"
"""The server that the functions' SDK asks for, whose form of scores this store takes."""
PROTOBUF = "application/x-protobuf"
NEWEST_INGESTION = 4
_log = logging.getLogger(__name__)


class IngestionApi:
    """Synchronous handlers run in the thread pool; only reading a body is asynchronous."""

    def __init__(self, database: TraceDatabase) -> None:
        self._database = database

    def routes(self) -> list[Route]:
        return [
            Route("/health", self.health),
            Route("/projects", self.projects),
            Route("/otel/v1/traces", self.receive_spans, methods=["POST"]),
            Route("/scores", self.receive_scores, methods=["POST"]),
        ]

    def health(self, _request: Request) -> Response:
        return Json({"status": "OK", "version": SERVER_VERSION})

    def projects(self, _request: Request) -> Response:
        """The project, for the SDK's `auth_check`."""
        owner = {"id": PROJECT_ID, "name": "Alex on this machine"}
        return Json({"data": [{**owner, "organization": owner, "metadata": {}}]})

    async def receive_spans(self, request: Request) -> Response:
        """Stores all spans of the request, or none with the reason in the response."""
        is_protobuf = _is_protobuf(request.headers.get("content-type", ""))
        _check_version(request.headers.get("x-langfuse-ingestion-version"))
        body = await read_body(request)
        if len(body) > LARGE_BODY_BYTES:
            _log.warning("a request has %s bytes of spans, more than %s", len(body), LARGE_BODY_BYTES)
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


def _is_protobuf(content_type: str) -> bool:
    """Raises HTTPException 400 for any type but protobuf and JSON."""
    given = content_type.lower()
    if PROTOBUF not in given and "application/json" not in given:
        raise HTTPException(400, f"content type must be {PROTOBUF} or application/json, got {content_type!r}")
    return PROTOBUF in given


def _check_version(given: str | None) -> None:
    if given is not None and not (given.isdecimal() and int(given) <= NEWEST_INGESTION):
        raise HTTPException(400, f"x-langfuse-ingestion-version must be at most {NEWEST_INGESTION}, got {given!r}")


def _now() -> int:
    return time.time_ns() // 1000
