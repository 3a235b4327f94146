"""Dependencies of the routes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends

from database.data_api import DataApi, data_api


def today() -> date:
    """The date in UTC, of prices that have none."""
    return datetime.now(UTC).date()


Database = Annotated[DataApi, Depends(data_api)]
