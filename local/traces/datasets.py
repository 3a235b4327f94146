"""Datasets and their items, with the newest version of each."""

from __future__ import annotations

import json
import uuid
from typing import Any

from local.traces.database import JsonObject, TraceDatabase, document_of
from local.traces.mapping.values import PROJECT_ID
from local.traces.timestamps import iso_utc

STATUSES = ("ACTIVE", "ARCHIVED")


class InvalidItem(ValueError):
    """The message has the field and the expectation."""


class Datasets:
    def __init__(self, database: TraceDatabase) -> None:
        self._database = database

    def put(self, wanted: JsonObject, now_us: int) -> JsonObject:
        """Creates a dataset, or changes one of the same name. Raises InvalidItem."""
        name = _text(wanted, "name")
        found = self.get(name)
        optional = ("description", "metadata", "inputSchema", "expectedOutputSchema")
        document = {
            "id": found["id"] if found else str(uuid.uuid4()),
            "projectId": PROJECT_ID,
            "name": name,
            **{key: wanted.get(key) for key in optional},
            "created": found["createdAt"] if found else iso_utc(now_us),
        }
        row = {"name": name, "received_us": now_us, "document": json.dumps(document)}
        self._database.write("INSERT OR REPLACE INTO datasets VALUES (:name, :received_us, :document)", [row])
        return _dated(document, iso_utc(now_us))

    def get(self, name: str) -> JsonObject | None:
        rows = self._database.read("SELECT * FROM datasets WHERE name = :name", {"name": name})
        return next((_row(row) for row in rows), None)

    def all(self) -> list[JsonObject]:
        return [_row(row) for row in self._database.read("SELECT * FROM datasets ORDER BY name", {})]

    def put_item(self, wanted: JsonObject, now_us: int) -> JsonObject:
        """Creates an item, or changes the one with the same id. Raises InvalidItem."""
        dataset = self.get(name := _text(wanted, "datasetName"))
        if dataset is None:
            raise InvalidItem(f"datasetName must be that of a dataset, got {name!r}")
        if wanted.get("status") not in (None, *STATUSES):
            raise InvalidItem(f"status must be one of {', '.join(STATUSES)}, got {wanted['status']!r}")
        item_id = _text(wanted, "id") if wanted.get("id") is not None else str(uuid.uuid4())
        found = self.item(item_id)
        if found and found["datasetName"] != name:
            raise InvalidItem(f"id must not be that of an item of another dataset, got {item_id!r}")
        optional = ("input", "expectedOutput", "metadata", "sourceTraceId", "sourceObservationId")
        document = {
            "id": item_id,
            "datasetId": dataset["id"],
            "datasetName": name,
            "status": wanted.get("status") or "ACTIVE",
            **{key: wanted.get(key) for key in optional},
            "mediaReferences": [],
            "created": found["createdAt"] if found else iso_utc(now_us),
        }
        row = {"id": item_id, "dataset_name": name, "received_us": now_us, "document": json.dumps(document)}
        statement = "INSERT OR REPLACE INTO dataset_items VALUES (:id, :dataset_name, :received_us, :document)"
        self._database.write(statement, [row])
        return _dated(document, iso_utc(now_us))

    def item(self, item_id: str) -> JsonObject | None:
        rows = self._database.read("SELECT * FROM dataset_items WHERE id = :id", {"id": item_id})
        return next((_row(row) for row in rows), None)

    def items(self, name: str | None) -> list[JsonObject]:
        """Newest first; those of a dataset, or all."""
        where = "WHERE dataset_name = :name" if name is not None else ""
        statement = f"SELECT * FROM dataset_items {where} ORDER BY received_us DESC, id"  # noqa: S608 - names only
        return [_row(row) for row in self._database.read(statement, {"name": name})]

    def delete_item(self, item_id: str) -> None:
        self._database.write("DELETE FROM dataset_items WHERE id = :id", [{"id": item_id}])


def _row(row: Any) -> JsonObject:
    document = document_of(row)
    return _dated(document, document["updatedAt"])


def _dated(document: JsonObject, updated: str) -> JsonObject:
    """With the times as the API has them. The version of an item is the time of its last change."""
    shown = {key: value for key, value in document.items() if key != "created"}
    version = {"version": updated} if "datasetName" in document else {}
    return {**shown, "createdAt": document["created"], "updatedAt": updated, **version}


def _text(wanted: JsonObject, name: str) -> str:
    value = wanted.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidItem(f"{name} must be a text of at least one character")
    return value
