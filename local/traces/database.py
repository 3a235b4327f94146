"""Database of the local trace store: SQLite in WAL mode, one row per observation and one per score.

One process writes; others may read the file at the same time.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from local.traces.retention import Retention, delete_traces, prune
from local.traces.schema import TABLES, VERSION, ObservationFilter, Position, observations_query
from local.traces.timestamps import iso_utc, microseconds

JsonObject = dict[str, Any]
MAX_ROWS = 2**31
"""More rows than there are."""
#: Input and output are in a table of their own; tools are in these, and no endpoint returns them.
_KEPT_ELSEWHERE = frozenset({"input", "output", "toolDefinitions", "toolCalls", "toolCallNames"})


class TraceDatabase:
    """Thread-safe. Raises sqlite3.DatabaseError when `path` is not a trace database of this version."""

    def __init__(self, path: Path, *, read_only: bool = False, retention: Retention | None = None) -> None:
        mode = "ro" if read_only else "rwc"
        self._retention, self._writes = retention or Retention(), 0
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
            self._connection.executescript(TABLES)
        elif version != VERSION:
            raise sqlite3.DatabaseError(f"{path}: schema version {version}, expected {VERSION}")
        # A write-ahead log needs no more: only a power failure can lose the last traces.
        self._connection.execute("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def write_observations(self, observations: Iterable[JsonObject], received_us: int) -> None:
        """Stores all or none; replaces those with the same id and start. Now and then, deletes what is too old."""
        rows = [
            {
                **document,
                "start_us": microseconds(document["startTime"]),
                "experiment_id": (document.get("experiment") or {}).get("experimentId"),
                "received_us": received_us,
                "document": json.dumps({key: each for key, each in document.items() if key not in _KEPT_ELSEWHERE}),
                "input": json.dumps(document.get("input")),
                "output": json.dumps(document.get("output")),
            }
            for document in observations
        ]
        with self._lock, self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO observations VALUES (:traceId, :id, :parentObservationId, :start_us, :type,"
                " :name, :level, :environment, :isRootObservation, :traceName, :userId, :sessionId, :version,"
                " :experiment_id, :received_us, :document)",
                rows,
            )
            self._connection.executemany(
                "INSERT OR REPLACE INTO contents VALUES (:traceId, :id, :start_us, :input, :output)", rows
            )
            self._writes += 1
            if self._writes % self._retention.every == 0:
                prune(self._connection, self._retention, received_us)

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
        statement = (
            "INSERT OR REPLACE INTO scores VALUES (:id, :trace_id, :name, :timestamp_us, :received_us, :document)"
        )
        self.write(statement, rows)

    def delete_score(self, score_id: str) -> bool:
        """Whether there was one."""
        with self._lock, self._connection:
            return self._connection.execute("DELETE FROM scores WHERE id = ?", (score_id,)).rowcount > 0

    def delete_traces(self, trace_ids: Iterable[str]) -> None:
        """Deletes traces with their contents and scores. Unknown ids are no error."""
        with self._lock, self._connection:
            delete_traces(self._connection, trace_ids)

    def observations(
        self,
        wanted: ObservationFilter,
        limit: int,
        after: Position | None = None,
        *,
        with_contents: bool = True,
    ) -> list[JsonObject]:
        """Newest start first; `createdAt` and `updatedAt` are the time of receipt.

        Args:
            with_contents: otherwise input and output are None, and not read.
        """
        rows = self.read(*observations_query(wanted, limit, after, with_contents=with_contents))
        contents = ({name: json.loads(row[name] or "null") for name in ("input", "output")} for row in rows)
        return [{**document_of(row), **each} for row, each in zip(rows, contents, strict=True)]

    def scores(
        self,
        *,
        trace_id: str | None = None,
        name: str | None = None,
        experiment_id: str | None = None,
        limit: int = MAX_ROWS,
        offset: int = 0,
    ) -> list[JsonObject]:
        """Newest first; all whose subject and name are the given ones."""
        wanted = {"trace_id": trace_id, "name": name, "experiment_id": experiment_id}
        columns = {**{name: name for name in wanted}, "experiment_id": "document ->> '$.datasetRunId'"}
        where = " AND ".join(f"{columns[name]} = :{name}" for name, value in wanted.items() if value is not None)
        rows = self.read(
            f"SELECT document, received_us FROM scores {f'WHERE {where}' if where else ''}"  # noqa: S608 - names only
            " ORDER BY timestamp_us DESC, id LIMIT :limit OFFSET :offset",
            {**wanted, "limit": limit, "offset": offset},
        )
        return [document_of(row) for row in rows]

    def write(self, statement: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """All rows or none."""
        with self._lock, self._connection:
            self._connection.executemany(statement, rows)

    def read(self, statement: str, values: Mapping[str, Any]) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


def document_of(row: sqlite3.Row) -> JsonObject:
    """Of a row with `document` and `received_us`."""
    received = iso_utc(row["received_us"])
    return {**json.loads(row["document"]), "createdAt": received, "updatedAt": received}
