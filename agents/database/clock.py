"""The database's clock. A Lambda's own may be wrong."""

from __future__ import annotations

from datetime import datetime

from database.data_api import DataApi


def now(db: DataApi) -> datetime:
    (row,) = db.query("Clock.now", "SELECT now() AS now")
    return row["now"]
