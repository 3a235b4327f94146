"""The trace store: a local server for the Langfuse SDK, with its data in a file.

Ingestion and the read paths are those of the Langfuse 5 SDK (`/otel/v1/traces`, `/scores`, `/v2/observations`,
`/v3/scores`), and also `/traces`, which real servers still have for reading a whole trace.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount

from local.traces.api import TraceApi
from local.traces.database import TraceDatabase
from local.traces.http import BasicAuth, error_response
from local.traces.key_api import KeyApi
from local.traces.keys import ProjectKeys

HEALTH_PATH = "/api/public/health"


def begin(path: Path) -> Path:
    """Removes the traces of an earlier stack, and returns the path: a stack counts only its own."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)
    return path


def create_app(path: Path, keys: ProjectKeys) -> Starlette:
    """The server, with its SQLite file at `path` (created if missing; kept when the server ends).

    `keys` may change while the server runs, in this process or over HTTP.

    Raises sqlite3.DatabaseError when `path` is not a trace database.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    database = TraceDatabase(path)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        yield
        database.close()

    return Starlette(
        routes=[Mount("/api/public", routes=[*TraceApi(database).routes(), *KeyApi(keys).routes()])],
        # The health check needs no keys, as on Langfuse's server.
        middleware=[Middleware(BasicAuth, keys, open_paths={HEALTH_PATH})],
        exception_handlers={HTTPException: error_response},
        lifespan=lifespan,
    )
