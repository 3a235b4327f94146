"""Tables of the trace store, and the queries of its observations.

The columns are what queries filter and sort on; `document` is the rest of the object in the shape of Langfuse's public
API. Input and output, most of a trace's bytes, have their own table: listing costs reads none of them. The tables have
row ids: without, SQLite would give every row of more than a quarter page a page of its own. A span that is sent again
replaces its row only with the same start, as on Langfuse's server: with another one it is a second row for good.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

VERSION = 3
TABLES = f"""
BEGIN;
CREATE TABLE observations (
    trace_id TEXT NOT NULL, id TEXT NOT NULL, parent_id TEXT, start_us INTEGER NOT NULL, type TEXT NOT NULL,
    name TEXT NOT NULL, level TEXT NOT NULL, environment TEXT NOT NULL, is_root INTEGER NOT NULL,
    trace_name TEXT, user_id TEXT, session_id TEXT, version TEXT, experiment_id TEXT, received_us INTEGER NOT NULL,
    document TEXT NOT NULL
);
CREATE UNIQUE INDEX observations_by_key ON observations (trace_id, id, start_us);
CREATE INDEX observations_by_start ON observations (start_us DESC, trace_id, id, type);
CREATE INDEX observations_of_user ON observations (user_id, start_us DESC, trace_id, id);
CREATE INDEX observations_of_experiment ON observations (start_us DESC, experiment_id) WHERE experiment_id IS NOT NULL;
CREATE TABLE contents (
    trace_id TEXT NOT NULL, id TEXT NOT NULL, start_us INTEGER NOT NULL, input TEXT, output TEXT
);
CREATE UNIQUE INDEX contents_by_key ON contents (trace_id, id, start_us);
CREATE TABLE scores (
    id TEXT PRIMARY KEY, trace_id TEXT, name TEXT NOT NULL, timestamp_us INTEGER NOT NULL,
    received_us INTEGER NOT NULL, document TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX scores_by_trace ON scores (trace_id);
CREATE TABLE datasets (name TEXT PRIMARY KEY, received_us INTEGER NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE dataset_items (
    id TEXT PRIMARY KEY, dataset_name TEXT NOT NULL, received_us INTEGER NOT NULL, document TEXT NOT NULL
) WITHOUT ROWID;
PRAGMA user_version = {VERSION};
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
    is_experiment: bool | None = None
    """Whether it belongs to the run of a dataset."""
    from_us: int | None = None
    to_us: int | None = None
    types: tuple[str, ...] | None = None
    """Any of these."""


@dataclass(frozen=True)
class Position:
    """End of a page, in the order of `observations_query`."""

    start_us: int
    trace_id: str
    id: str


_EQUAL = ("user_id", "session_id", "name", "type", "level", "environment", "version", "is_root")


def observations_query(
    wanted: ObservationFilter, limit: int, after: Position | None, *, with_contents: bool
) -> tuple[str, dict[str, Any]]:
    """Newest start first. Only conditions that are asked for are in the statement: any others would hide the indexes.

    Returns:
        The statement and its values.
    """
    values = {name: value for name, value in asdict(wanted).items() if value is not None} | {"limit": limit}
    # One trace is read by its key, whatever else is asked for: `+` keeps an index from being used.
    plain = "+" if wanted.trace_id is not None else ""
    conditions = ["trace_id = :trace_id"] if wanted.trace_id is not None else []
    conditions += [f"{plain}{name} = :{name}" for name in _EQUAL if name in values]
    if wanted.types is not None:
        del values["types"]
        values |= {f"type_{number}": each for number, each in enumerate(wanted.types)}
        conditions.append(f"+type IN ({', '.join(f':type_{number}' for number in range(len(wanted.types)))})")
    if wanted.is_experiment is not None:
        conditions.append(f"{plain}experiment_id IS {'NOT ' if wanted.is_experiment else ''}NULL")
    if wanted.parent_id is not None:
        conditions.append("ifnull(parent_id, '') = :parent_id")
    if wanted.from_us is not None:
        conditions.append(f"{plain}start_us >= :from_us")
    if wanted.to_us is not None:
        conditions.append(f"{plain}start_us < :to_us")
    if after is not None:
        values |= {"after_us": after.start_us, "after_trace_id": after.trace_id, "after_id": after.id}
        conditions.append(f"{plain}start_us <= :after_us")
        conditions.append("(start_us < :after_us OR (trace_id, id) > (:after_trace_id, :after_id))")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    # Only names from this module are interpolated, never a value.
    page = f"SELECT * FROM observations {where} ORDER BY start_us DESC, trace_id, id LIMIT :limit"  # noqa: S608
    if not with_contents:
        return f"SELECT document, received_us, NULL AS input, NULL AS output FROM ({page})", values  # noqa: S608
    joined = "FROM page LEFT JOIN contents USING (trace_id, id, start_us) ORDER BY page.start_us DESC, trace_id, id"
    return f"WITH page AS MATERIALIZED ({page}) SELECT document, received_us, input, output {joined}", values
