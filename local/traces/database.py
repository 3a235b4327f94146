"""Database of the local trace store: SQLite in WAL mode, one row per observation and one per score.

The columns are what queries filter and sort on; `document` is the whole object in the shape of Langfuse's public API.
One process writes; others may read the file at the same time.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from local.traces.timestamps import iso_utc, microseconds

JsonObject = dict[str, Any]

SCHEMA_VERSION = 1
SCHEMA = f"""
BEGIN;
CREATE TABLE observations (
    trace_id TEXT NOT NULL, id TEXT NOT NULL, parent_id TEXT, start_us INTEGER NOT NULL, type TEXT NOT NULL,
    name TEXT NOT NULL, level TEXT NOT NULL, environment TEXT NOT NULL, is_root INTEGER NOT NULL,
    trace_name TEXT, user_id TEXT, session_id TEXT, version TEXT, received_us INTEGER NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (trace_id, id)
) WITHOUT ROWID;
CREATE INDEX observations_by_start ON observations (start_us);
CREATE TABLE scores (
    id TEXT PRIMARY KEY, trace_id TEXT, name TEXT NOT NULL, timestamp_us INTEGER NOT NULL,
    received_us INTEGER NOT NULL, document TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX scores_by_trace ON scores (trace_id);
PRAGMA user_version = {SCHEMA_VERSION};
COMMIT;
"""


@dataclass(frozen=True)
class ObservationFilter:
    """Filter of observations; None matches all, `parent_id` "" those without a parent. Times are in microseconds."""

    trace_id: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    name: str | None = None
    type: str | None = None
    level: str | None = None
    environment: str | None = None
    version: str | None = None
    parent_id: str | None = None
    is_root: bool | None = None
    from_us: int | None = None
    to_us: int | None = None


@dataclass(frozen=True)
class Position:
    """End of a page, in the order of `TraceDatabase.observations`."""

    start_us: int
    trace_id: str
    id: str


SELECT_OBSERVATIONS = """
SELECT document, received_us FROM observations
WHERE (:trace_id IS NULL OR trace_id = :trace_id) AND (:user_id IS NULL OR user_id = :user_id)
  AND (:session_id IS NULL OR session_id = :session_id) AND (:name IS NULL OR name = :name)
  AND (:type IS NULL OR type = :type) AND (:level IS NULL OR level = :level)
  AND (:environment IS NULL OR environment = :environment) AND (:version IS NULL OR version = :version)
  AND (:parent_id IS NULL OR ifnull(parent_id, '') = :parent_id) AND (:is_root IS NULL OR is_root = :is_root)
  AND (:from_us IS NULL OR start_us >= :from_us) AND (:to_us IS NULL OR start_us < :to_us)
  AND (:after_us IS NULL OR start_us < :after_us
       OR (start_us = :after_us AND (trace_id, id) > (:after_trace_id, :after_id)))
ORDER BY start_us DESC, trace_id, id LIMIT :limit
"""

SELECT_TRACES = """
SELECT trace_id FROM observations
WHERE (:user_id IS NULL OR user_id = :user_id) AND (:session_id IS NULL OR session_id = :session_id)
  AND (:name IS NULL OR trace_name = :name)
GROUP BY trace_id HAVING (:from_us IS NULL OR min(start_us) >= :from_us)
ORDER BY min(start_us) DESC, trace_id
"""


class TraceDatabase:
    """Thread-safe. Raises sqlite3.DatabaseError when `path` is not a trace database of this version."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        mode = "ro" if read_only else "rwc"
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        try:
            self._open(path, read_only)
        except sqlite3.Error:
            self._connection.close()
            raise

    def _open(self, path: Path, read_only: bool) -> None:
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and not read_only:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.executescript(SCHEMA)
        elif version != SCHEMA_VERSION:
            raise sqlite3.DatabaseError(f"{path}: schema version {version}, expected {SCHEMA_VERSION}")

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def write_observations(self, observations: Iterable[JsonObject], received_us: int) -> None:
        """Stores all or none; replaces observations that were stored before."""
        rows = [
            {
                **document,
                "start_us": microseconds(document["startTime"]),
                "received_us": received_us,
                "document": json.dumps(document),
            }
            for document in observations
        ]
        self._write(
            "INSERT OR REPLACE INTO observations VALUES (:traceId, :id, :parentObservationId, :start_us, :type, :name,"
            " :level, :environment, :isRootObservation, :traceName, :userId, :sessionId, :version, :received_us,"
            " :document)",
            rows,
        )

    def write_scores(self, scores: Iterable[JsonObject], received_us: int) -> None:
        """Stores all or none; replaces scores that were stored before."""
        rows = [
            {
                "id": document["id"],
                "trace_id": document.get("traceId"),
                "name": document["name"],
                "timestamp_us": microseconds(document["timestamp"]),
                "received_us": received_us,
                "document": json.dumps(document),
            }
            for document in scores
        ]
        self._write(
            "INSERT OR REPLACE INTO scores VALUES (:id, :trace_id, :name, :timestamp_us, :received_us, :document)", rows
        )

    def delete_traces(self, trace_ids: Iterable[str]) -> None:
        """Deletes all or none, with their scores. Unknown ids are no error."""
        rows = [(trace_id,) for trace_id in trace_ids]
        with self._lock, self._connection:
            self._connection.executemany("DELETE FROM observations WHERE trace_id = ?", rows)
            self._connection.executemany("DELETE FROM scores WHERE trace_id = ?", rows)

    def _write(self, statement: str, rows: list[JsonObject]) -> None:
        with self._lock, self._connection:
            self._connection.executemany(statement, rows)

    def observations(self, wanted: ObservationFilter, limit: int, after: Position | None = None) -> list[JsonObject]:
        """Newest start first; `createdAt` and `updatedAt` are the time of receipt."""
        position = {
            "after_us": after and after.start_us,
            "after_trace_id": after and after.trace_id,
            "after_id": after and after.id,
        }
        return self._documents(SELECT_OBSERVATIONS, {**asdict(wanted), **position, "limit": limit})

    def scores(self, trace_id: str | None, name: str | None, limit: int, offset: int = 0) -> list[JsonObject]:
        """Newest first."""
        return self._documents(
            "SELECT document, received_us FROM scores WHERE (:trace_id IS NULL OR trace_id = :trace_id)"
            " AND (:name IS NULL OR name = :name) ORDER BY timestamp_us DESC, id LIMIT :limit OFFSET :offset",
            {"trace_id": trace_id, "name": name, "limit": limit, "offset": offset},
        )

    def trace_ids(self, wanted: ObservationFilter) -> list[str]:
        """Traces by user, session, trace name (`name`) and earliest start; newest first."""
        return [row["trace_id"] for row in self._read(SELECT_TRACES, asdict(wanted))]

    def _documents(self, statement: str, values: Mapping[str, Any]) -> list[JsonObject]:
        return [
            {**json.loads(row["document"]), "createdAt": received, "updatedAt": received}
            for row in self._read(statement, values)
            for received in [iso_utc(row["received_us"])]
        ]

    def _read(self, statement: str, values: Mapping[str, Any]) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()
