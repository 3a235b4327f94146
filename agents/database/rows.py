"""Base classes and types for the rows of all tables."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, computed_field

from holdings.amounts import Shown

#: Exact in Python and in PostgreSQL; in JSON a number, or its text where a number would lose digits.
Amount = Shown


class Row(BaseModel):
    """A row. Columns that the model does not name are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class VersionedRow(Row):
    """A row that users change. The database increments `version` with every change."""

    version: int
    created_at: datetime
    updated_at: datetime

    @computed_field
    @property
    def tag(self) -> str:
        """Changes whenever anything changes that clients see of the row."""
        return str(self.version)
