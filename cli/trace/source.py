"""A source of traces, and the one for any Langfuse over its public API."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

import httpx

from cli.shared.errors import UserError
from cli.shared.reach import http
from cli.trace.model import JsonObject, Trace, trace_from_api

ROOT_NAME = "📊 Portfolio Analysis Job"
"""Name of a job's root observation."""
POLL_SECONDS = 0.2
HTTP_TIMEOUT_SECONDS = 20.0
PAGE_SIZE = 1000
ALL_FIELDS = "basic,time,io,metadata,model,usage,metrics,trace_context"
LONG_METADATA = "persona"
"""Keys whose values the API cuts at 200 characters unless they are listed."""
USAGE_FIELDS = "basic,metadata,model,usage"
"""Usage by agent and model, without prompts and completions."""
USAGE_TYPES = ("GENERATION", "CHAIN", "AGENT")
"""Model calls, and what lies between them and their agents: about a quarter of all observations."""
RATE_LIMIT_WAITS = 5
LONGEST_WAIT_SECONDS = 60.0
_CHECK = "check the server: alex doctor"
REQUIRED_KEYS = {"id", "traceId", "parentObservationId", "type", "startTime"}


class TraceSource(Protocol):
    """The methods raise UserError when the source cannot be read."""

    @property
    def where(self) -> str:
        """Name of the source for messages."""
        ...

    def observations(self, trace_id: str) -> list[JsonObject]:
        """All observations of a trace as Langfuse's v2 API returns them; empty without such a trace."""
        ...

    def observations_since(self, start: datetime, types: Sequence[str] = USAGE_TYPES) -> list[JsonObject]:
        """Observations of these types that started at `start` or later, in any order, with `USAGE_FIELDS`."""
        ...

    def newest_trace_id(self) -> str | None:
        """The trace of the job that started last."""
        ...


@dataclass(frozen=True)
class LangfuseServer:
    """A Langfuse server of version 4 or later, or the local trace store while it runs."""

    base_url: str
    public_key: str
    secret_key: str
    advice: str = "check LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY"
    """Remedy for rejected keys."""

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
        return self._all({"traceId": trace_id, "fields": ALL_FIELDS, "expandMetadata": LONG_METADATA})

    def observations_since(self, start: datetime, types: Sequence[str] = USAGE_TYPES) -> list[JsonObject]:
        conditions = [
            {"type": "datetime", "column": "startTime", "operator": ">=", "value": start.isoformat()},
            {"type": "stringOptions", "column": "type", "operator": "any of", "value": list(types)},
        ]
        # The filter replaces the parameter, which is for a server that would ignore filters.
        wanted = {"fromStartTime": start.isoformat(), "filter": json.dumps(conditions), "fields": USAGE_FIELDS}
        return [each for each in self._all(wanted) if each["type"] in types]

    def newest_trace_id(self) -> str | None:
        newest = self._get({"parentObservationId": "", "name": ROOT_NAME, "limit": "1"})["data"]
        return newest[0]["traceId"] if newest else None

    def _all(self, wanted: dict[str, str]) -> list[JsonObject]:
        """The observations of every page."""
        wanted = {**wanted, "limit": str(PAGE_SIZE)}
        page = self._get(wanted)
        found: list[JsonObject] = page["data"]
        cursors: set[str] = set()
        while cursor := page["meta"].get("cursor"):
            if cursor in cursors:
                raise UserError(f"Langfuse at {self.base_url} repeats a page after {len(found)} observations")
            cursors.add(cursor)
            page = self._get({**wanted, "cursor": cursor})
            found += page["data"]
        return found

    def _get(self, parameters: dict[str, str]) -> JsonObject:
        response = self._answer(parameters)
        for _ in range(RATE_LIMIT_WAITS):
            if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                break
            time.sleep(_seconds_to_wait(response))
            response = self._answer(parameters)
        return self._page(response)

    def _answer(self, parameters: dict[str, str]) -> httpx.Response:
        try:
            return httpx.get(
                f"{self.base_url.rstrip('/')}/api/public/v2/observations",
                params=parameters,
                auth=(self.public_key, self.secret_key),
                timeout=HTTP_TIMEOUT_SECONDS,
                **http.connection(self.base_url),
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            through = http.through_proxy(self.base_url)
            raise UserError(f"cannot reach Langfuse at {self.base_url}{through}: {error}", _CHECK) from error

    def _page(self, response: httpx.Response) -> JsonObject:
        # The proxy itself may have answered.
        where = f"{self.base_url}{http.through_proxy(self.base_url)}"
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            raise UserError(f"Langfuse at {where} rejects the keys", self.advice)
        if response.status_code != HTTPStatus.OK:
            raise UserError(f"Langfuse at {where} answers {response.status_code}: {response.text[:200]}", _CHECK)
        try:
            page = response.json()
            data, meta = list(page["data"]), dict(page["meta"])
            if not all(observation.keys() >= REQUIRED_KEYS for observation in data):
                raise ValueError("an observation without its id, type or start")
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise UserError(
                f"{where} does not answer like Langfuse: {response.text[:80]!r}", "check the address"
            ) from error
        return {"data": data, "meta": meta}


def _seconds_to_wait(response: httpx.Response) -> float:
    """The rate limit's `Retry-After`, up to LONGEST_WAIT_SECONDS."""
    asked = response.headers.get("retry-after", "")
    return min(float(asked), LONGEST_WAIT_SECONDS) if asked.isdecimal() else 1.0


def trace_id_of(job_id: str) -> str:
    """The trace id of a job, as `Langfuse.create_trace_id(seed=job_id)` makes it (whose import takes 0.3 s)."""
    return hashlib.sha256(job_id.encode(errors="surrogatepass")).digest()[:16].hex()


def load_trace(job_id: str, source: TraceSource, *, wait_seconds: float = 0.0) -> Trace:
    """The trace of a job. Raises UserError when the source has none.

    A job is stored as finished just before its last span is sent. A trace that lacks its root is therefore waited for,
    up to `wait_seconds`, and then returned without it.
    """
    trace = _load(trace_id_of(job_id), source, wait_seconds)
    if trace is None:
        raise UserError(f"no trace of job {job_id!r} in {source.where}", "list the full ids: alex jobs")
    return trace


def load_newest_trace(source: TraceSource, *, wait_seconds: float = 0.0) -> Trace:
    """The trace of the job that started last. Raises UserError when there is none."""
    newest = source.newest_trace_id()
    trace = _load(newest, source, wait_seconds) if newest else None
    if trace is None:
        raise UserError(f"no traces of jobs in {source.where}", "run a job: alex analyze")
    return trace


def _load(trace_id: str, source: TraceSource, wait_seconds: float) -> Trace | None:
    deadline = time.monotonic() + wait_seconds
    while documents := source.observations(trace_id):
        trace = trace_from_api(trace_id, documents)
        if trace.roots or time.monotonic() >= deadline:
            return trace
        time.sleep(POLL_SECONDS)
    return None
