"""Dependencies of the routes."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from database.data_api import DataApi, data_api

Database = Annotated[DataApi, Depends(data_api)]
