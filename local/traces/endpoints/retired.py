"""What a new Langfuse server of version 4 does not answer any more: 404, with the way to what does."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_GET = (
    "/traces",
    "/traces/{id}",
    "/observations",
    "/observations/{id}",
    "/sessions",
    "/sessions/{id}",
    "/scores",
    "/scores/{id}",
    "/v2/scores",
    "/metrics",
    "/metrics/daily",
    "/datasets/{name}/runs",
    "/datasets/{name}/runs/{run}",
    "/dataset-run-items",
)
_POST = ("/traces", "/dataset-run-items")


def routes() -> list[Route]:
    return [
        *(Route(path, _gone, methods=["GET"]) for path in _GET),
        *(Route(path, _gone, methods=["POST"]) for path in _POST),
    ]


def _gone(_request: Request) -> Response:
    raise HTTPException(
        404,
        "This endpoint is not available on deployments running in Langfuse v4 events_only mode."
        " Read /api/public/v2/observations, /v3/scores or /experiments",
    )
