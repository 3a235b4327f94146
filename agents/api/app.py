"""Assembles the API: middleware, error handlers, routes."""

from __future__ import annotations

from fastapi import Depends

from api import body, problems
from api.middleware import EveryResponse, HeadAsGet
from api.openapi import DocumentedApi
from api.origin import FromCloudFrontOnly
from api.preconditions import NotModified, changed, not_modified
from api.routes import accounts, health, imports, instruments, jobs, portfolio, positions, user
from database.errors import Changed


def create_app() -> DocumentedApi:
    """The ASGI app. It serves no documentation; `app.openapi()` returns the OpenAPI document."""
    app = DocumentedApi(
        title="Alex",
        version="1",
        description="Portfolios in, analyses out. Errors are problem documents (RFC 9457).",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        # It would ask for OpenTelemetry's metrics and logs, which are kept out.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        exception_handlers={**problems.HANDLERS, NotModified: not_modified, Changed: changed},
        dependencies=[Depends(body.expected_media_type)],
        generate_unique_id_function=lambda route: route.name,
        responses={"default": {"description": "Refused, or failed.", "model": problems.Problem}},
    )
    app.add_middleware(body.BodyLimit)
    app.add_middleware(FromCloudFrontOnly)
    app.add_middleware(EveryResponse)
    app.add_middleware(HeadAsGet)
    for resource in (health, user, portfolio, imports, accounts, positions, instruments, jobs):
        app.include_router(resource.router, prefix="/api")
    return app
