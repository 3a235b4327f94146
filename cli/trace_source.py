"""Where traces are read from: the file of the local store, or any Langfuse over its public API."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

import httpx

from cli.errors import UserError
from cli.trace_model import JsonObject, Trace, trace_from_api
from local.trace_database import ObservationFilter, TraceDatabase

ROOT_NAME = "📊 Portfolio Analysis Job"
"""Name of the observation that a job's trace begins with."""
POLL_SECONDS = 0.2
HTTP_TIMEOUT_SECONDS = 20.0
PAGE_SIZE = 1000
MAX_ROWS = 2**31
ALL_FIELDS = "basic,time,io,metadata,model,usage,metrics,trace_context"
LONG_METADATA = "persona"
"""Keys whose values the API would otherwise cut at 200 characters."""


class TraceSource(Protocol):
    """Both methods raise UserError when the source cannot be read."""

    @property
    def where(self) -> str:
        """What a person calls this source."""
        ...

    def observations(self, trace_id: str) -> list[JsonObject]:
        """All observations of a trace as Langfuse's v2 API returns them; empty when there is no such trace."""
        ...

    def newest_trace_id(self) -> str | None:
        """The trace of the job that started last."""
        ...


@dataclass(frozen=True)
class LocalFile:
    """The SQLite file of the local trace store; no server needs to run."""

    path: Path

    @property
    def where(self) -> str:
        return str(self.path)

    def observations(self, trace_id: str) -> list[JsonObject]:
        return self._read(ObservationFilter(trace_id=trace_id), MAX_ROWS)

    def newest_trace_id(self) -> str | None:
        newest = self._read(ObservationFilter(parent_id="", name=ROOT_NAME), 1)
        return newest[0]["traceId"] if newest else None

    def _read(self, wanted: ObservationFilter, limit: int) -> list[JsonObject]:
        if not self.path.exists():
            raise UserError(f"no traces yet: {self.path} does not exist")
        try:
            database = TraceDatabase(self.path, read_only=True)
            try:
                return database.observations(wanted, limit)
            finally:
                database.close()
        except sqlite3.Error as error:
            raise UserError(f"cannot read the traces in {self.path}: {error}") from error


@dataclass(frozen=True)
class LangfuseServer:
    """A Langfuse server of version 4 or later, or the local trace store while it runs."""

    base_url: str
    public_key: str
    secret_key: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> LangfuseServer | None:
        """From LANGFUSE_BASE_URL, LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY; None unless all three are set."""
        names = ("LANGFUSE_BASE_URL", "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY")
        url, public_key, secret_key = (environ.get(name, "") for name in names)
        return cls(url, public_key, secret_key) if url and public_key and secret_key else None

    @property
    def where(self) -> str:
        return self.base_url

    def observations(self, trace_id: str) -> list[JsonObject]:
        wanted = {"traceId": trace_id, "fields": ALL_FIELDS, "expandMetadata": LONG_METADATA, "limit": str(PAGE_SIZE)}
        page = self._get(wanted)
        found: list[JsonObject] = page["data"]
        while cursor := page["meta"].get("cursor"):
            page = self._get({**wanted, "cursor": cursor})
            found += page["data"]
        return found

    def newest_trace_id(self) -> str | None:
        newest = self._get({"parentObservationId": "", "name": ROOT_NAME, "limit": "1"})["data"]
        return newest[0]["traceId"] if newest else None

    def _get(self, parameters: dict[str, str]) -> JsonObject:
        try:
            response = httpx.get(
                f"{self.base_url.rstrip('/')}/api/public/v2/observations",
                params=parameters,
                auth=(self.public_key, self.secret_key),
                timeout=HTTP_TIMEOUT_SECONDS,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UserError(f"cannot reach Langfuse at {self.base_url}: {error}") from error
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            raise UserError(f"Langfuse at {self.base_url} refuses the keys; check LANGFUSE_PUBLIC_KEY and _SECRET_KEY")
        if response.status_code != HTTPStatus.OK:
            raise UserError(f"Langfuse at {self.base_url} answers {response.status_code}: {response.text[:200]}")
        try:
            page = response.json()
            return {"data": list(page["data"]), "meta": dict(page["meta"])}
        except (ValueError, TypeError, KeyError) as error:
            raise UserError(f"{self.base_url} answers, but not as Langfuse does: {response.text[:80]!r}") from error


def trace_id_of(job_id: str) -> str:
    """The trace id of a job, as `Langfuse.create_trace_id(seed=job_id)` makes it (whose import takes 0.3 s)."""
    return hashlib.sha256(job_id.encode()).digest()[:16].hex()


def load_trace(job_id: str, source: TraceSource, *, wait_seconds: float = 0.0) -> Trace:
    """The trace of a job. Raises UserError when the source has none.

    A job is stored as finished just before its last span is sent: up to `wait_seconds` are spent on waiting for the
    root of a trace that has other observations. Without its root, the trace is returned as it is.
    """
    trace = _load(trace_id_of(job_id), source, wait_seconds)
    if trace is None:
        raise UserError(f"no trace of job {job_id!r} in {source.where}; is that the job's full id?")
    return trace


def load_newest_trace(source: TraceSource, *, wait_seconds: float = 0.0) -> Trace:
    """The trace of the job that started last. Raises UserError when there is none."""
    newest = source.newest_trace_id()
    trace = _load(newest, source, wait_seconds) if newest else None
    if trace is None:
        raise UserError(f"no job has been traced yet in {source.where}")
    return trace


def _load(trace_id: str, source: TraceSource, wait_seconds: float) -> Trace | None:
    deadline = time.monotonic() + wait_seconds
    while documents := source.observations(trace_id):
        trace = trace_from_api(trace_id, documents)
        if trace.roots or time.monotonic() >= deadline:
            return trace
        time.sleep(POLL_SECONDS)
    return None
