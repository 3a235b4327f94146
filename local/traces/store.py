"""The trace store: a local server for the Langfuse SDK, with its data in a file.

It answers what the Langfuse 5 SDK asks for, as a new server of version 4 does. `endpoints/` has a file for each
subject, `mapping/` the rules by which a span becomes an observation.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount

from local.traces.database import TraceDatabase
from local.traces.endpoints import retired
from local.traces.endpoints.datasets import DatasetApi
from local.traces.endpoints.ingestion import IngestionApi
from local.traces.endpoints.keys import KeyApi
from local.traces.endpoints.pages import PageApi, TracePages
from local.traces.endpoints.reading import ReadingApi
from local.traces.http import BasicAuth, error_response
from local.traces.keys import ProjectKeys

HEALTH_PATH = "/api/public/health"


def begin(path: Path) -> Path:
    """Removes the traces of an earlier stack, and returns the path: a stack counts only its own."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)
    return path


def create_app(path: Path, keys: ProjectKeys, pages: TracePages | None = None) -> Starlette:
    """The server, with its SQLite file at `path` (created if missing; kept when the server ends).

    Args:
        keys: may change while the server runs, in this process or over HTTP.
        pages: renders the pages for a browser; None for a store without any.

    Raises sqlite3.DatabaseError when `path` is not a trace database.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    database = TraceDatabase(path)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        yield
        database.close()

    apis = (IngestionApi(database), ReadingApi(database), DatasetApi(database), KeyApi(keys))
    endpoints = [route for api in apis for route in api.routes()]
    of_pages = PageApi(database, keys, pages).routes() if pages else []
    return Starlette(
        routes=[Mount("/api/public", routes=[*endpoints, *retired.routes()]), *of_pages],
        # The health check needs no keys, as on Langfuse's server. Pages have the key of their link.
        middleware=[Middleware(BasicAuth, keys, open_paths={HEALTH_PATH}, protected="/api/")],
        exception_handlers={HTTPException: error_response},
        lifespan=lifespan,
    )
