"""Retention of the trace store: the traces of 30 days, 1 GiB at most. The oldest go first, whole traces at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

_DAY_US = 86_400_000_000
#: Observations whose traces are deleted in one go. Small, so that little more goes than has to.
_BATCH = 200


@dataclass(frozen=True)
class Retention:
    days: int = 30
    most_bytes: int = 1 << 30
    """Of the file. Deleted pages are used again: the file does not shrink, and does not grow beyond."""
    every: int = 100
    """Writes between two looks."""


def prune(connection: sqlite3.Connection, retention: Retention, now_us: int) -> int:
    """Deletes traces that are too old or too many, inside the caller's transaction. Returns the number of traces."""
    deleted = 0
    too_old = now_us - retention.days * _DAY_US
    while old := _oldest(connection, before_us=too_old):
        deleted += delete_traces(connection, old)
    while _used_bytes(connection) > retention.most_bytes and (oldest := _oldest(connection)):
        deleted += delete_traces(connection, oldest)
    return deleted


def delete_traces(connection: sqlite3.Connection, trace_ids: Iterable[str]) -> int:
    """Deletes traces with their contents and scores, inside the caller's transaction."""
    rows = [(trace_id,) for trace_id in trace_ids]
    for table in ("observations", "contents", "scores"):
        connection.executemany(f"DELETE FROM {table} WHERE trace_id = ?", rows)  # noqa: S608 - the names above
    return len(rows)


def _oldest(connection: sqlite3.Connection, before_us: int | None = None) -> list[str]:
    where = "" if before_us is None else "WHERE start_us < :before_us"
    oldest = f"SELECT trace_id FROM observations {where} ORDER BY start_us, trace_id DESC LIMIT {_BATCH}"  # noqa: S608
    found = connection.execute(f"SELECT DISTINCT trace_id FROM ({oldest})", {"before_us": before_us})  # noqa: S608
    return [row[0] for row in found]


def _used_bytes(connection: sqlite3.Connection) -> int:
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size
