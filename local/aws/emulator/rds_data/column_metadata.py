"""Column metadata of the Data API."""

from __future__ import annotations

from typing import Any


class ColumnMetadata:
    """Safe to share between threads."""

    def __init__(self) -> None:
        self._type_names: dict[tuple[str, int], str] = {}

    def of(self, cursor: Any) -> list[dict[str, Any]]:
        """Metadata of the cursor's last statement, whose rows must be fetched: it runs another statement."""
        description = cursor.description
        names = self._names(cursor, {column.type_code for column in description})
        return [
            {
                "name": column.name,
                "label": column.name,
                "typeName": names[column.type_code],
                "type": column.type_code,
                "precision": column.precision or 0,
                "scale": column.scale or 0,
                "nullable": 2,  # unknown
            }
            for column in description
        ]

    def _names(self, cursor: Any, oids: set[int]) -> dict[int, str]:
        """Queried once: a type keeps its number in its database."""
        database = cursor.connection.info.dbname
        unknown = [oid for oid in oids if (database, oid) not in self._type_names]
        if unknown:
            cursor.execute("SELECT oid, typname FROM pg_type WHERE oid = ANY(%s::oid[])", (unknown,))
            self._type_names |= {(database, oid): name for oid, name in cursor.fetchall()}
        return {oid: self._type_names[database, oid] for oid in oids}
