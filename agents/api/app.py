"""Puts the API together."""

from __future__ import annotations

from fastapi import Depends, FastAPI

from api import body, problems
from api.middleware import EveryResponse
from api.origin import FromCloudFrontOnly
from api.routes import accounts, health, instruments, jobs, positions, user


def create_app() -> FastAPI:
    """The ASGI app. It serves no documentation; `app.openapi()` returns the OpenAPI document."""
    app = FastAPI(
        title="Alex",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        exception_handlers=problems.HANDLERS,
        dependencies=[Depends(body.json_only)],
        responses={"default": {"description": "Refused, or failed.", "model": problems.Problem}},
    )
    app.add_middleware(body.BodyLimit)
    app.add_middleware(FromCloudFrontOnly)
    app.add_middleware(EveryResponse)
    for resource in (health, user, accounts, positions, instruments, jobs):
        app.include_router(resource.router, prefix="/api")
    return app
