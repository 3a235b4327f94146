"""Base classes and types for the rows of all tables."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer

#: Exact in Python and in PostgreSQL, a number in JSON.
Amount = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]


class Row(BaseModel):
    """A row. Columns that the model does not name are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class VersionedRow(Row):
    """A row that users change. The database increments `version` with every change."""

    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def tag(self) -> str:
        """Changes whenever anything changes that clients see of the row."""
        return str(self.version)


class AccountKind(StrEnum):
    TAXABLE = "taxable"
    PLAN_401K = "401k"
    IRA = "ira"
    ROTH_IRA = "roth_ira"
    OTHER = "other"
