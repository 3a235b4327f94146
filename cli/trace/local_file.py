"""Traces of the last run, from the file of the local trace store."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cli.shared.errors import UserError
from cli.trace.model import JsonObject
from cli.trace.source import ROOT_NAME, USAGE_TYPES
from local.traces.database import TraceDatabase
from local.traces.schema import ObservationFilter
from local.traces.timestamps import microseconds

MAX_ROWS = 2**31


@dataclass(frozen=True)
class LocalFile:
    """The SQLite file of the local trace store; no server needs to run."""

    path: Path

    @property
    def where(self) -> str:
        return str(self.path)

    def observations(self, trace_id: str) -> list[JsonObject]:
        return self._read(ObservationFilter(trace_id=trace_id), MAX_ROWS)

    def observations_since(self, start: datetime, types: Sequence[str] = USAGE_TYPES) -> list[JsonObject]:
        wanted = ObservationFilter(from_us=microseconds(start.isoformat()), types=tuple(types))
        return self._read(wanted, MAX_ROWS, with_contents=False)

    def newest_trace_id(self) -> str | None:
        newest = self._read(ObservationFilter(parent_id="", name=ROOT_NAME), 1)
        return newest[0]["traceId"] if newest else None

    def _read(self, wanted: ObservationFilter, limit: int, *, with_contents: bool = True) -> list[JsonObject]:
        if not self.path.exists():
            raise UserError(f"no traces yet: {self.path} does not exist", "make one: alex demo")
        try:
            database = TraceDatabase(self.path, read_only=True)
            try:
                return database.observations(wanted, limit, with_contents=with_contents)
            finally:
                database.close()
        except sqlite3.Error as error:
            raise UserError(
                f"{self.path}: the traces cannot be read: {error}", "delete the file and run: alex demo"
            ) from error
