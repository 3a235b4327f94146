"""The catalogue, and the instruments that the user added."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from agent_runtime.portfolio import Symbol
from api.dependencies import Database
from api.identity import UserId
from api.openapi import refusals
from api.problems import ProblemException
from api.responses import InstrumentPage, InstrumentView
from database.instruments import Instruments

router = APIRouter(tags=["instruments"])

#: Few enough for the 1 MiB that the Data API returns at most.
MAX_PAGE = 500


@router.get("/instruments")
def list_instruments(
    user_id: UserId,
    db: Database,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100,
    after: Symbol | None = None,
) -> InstrumentPage:
    """By symbol; `after` is the `next_after` of the page that came first."""
    found = Instruments(db).list_for(user_id, limit + 1, after)
    items = [InstrumentView.model_validate(one) for one in found[:limit]]
    return InstrumentPage(items=items, next_after=items[-1].symbol if len(found) > limit else None)


@router.get("/instruments/{symbol}", responses=refusals(HTTPStatus.NOT_FOUND))
def get_instrument(user_id: UserId, db: Database, symbol: Symbol) -> InstrumentView:
    instrument = Instruments(db).find(user_id, symbol)
    if instrument is None:
        raise ProblemException(HTTPStatus.NOT_FOUND, "There is no such instrument in the catalogue or among yours.")
    return InstrumentView.model_validate(instrument)
