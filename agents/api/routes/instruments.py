"""Instruments: the catalogue, and those that the user added."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import StringConstraints

from agent_runtime.portfolio.snapshot import Symbol
from api.dependencies import Database
from api.identity import UserId
from api.openapi import error_responses
from api.problems import ProblemException
from api.requests import InstrumentBody
from api.responses import InstrumentPage, InstrumentView
from database.instruments import Instruments
from holdings.document import Printable

router = APIRouter(tags=["instruments"])

SearchText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Printable]

#: Few enough for the 1 MiB that the Data API returns at most.
MAX_PAGE = 500


@router.get("/instruments", summary="List instruments")
def list_instruments(
    user_id: UserId,
    db: Database,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100,
    after: Symbol | None = None,
    search: Annotated[SearchText | None, Query()] = None,
) -> InstrumentPage:
    """List the catalogue and the caller's own instruments by symbol. Pass `next_after` as `after` for the next page.

    With `search`, list only those whose symbol begins with the text, or whose name has a word beginning with each word
    of it; the best come first, and there is one page: `after` is not used.
    """
    if search is not None:
        best = Instruments(db).search(user_id, search, limit)
        return InstrumentPage(items=[InstrumentView.model_validate(each) for each in best], next_after=None)
    found = Instruments(db).list_for(user_id, limit + 1, after)
    items = [InstrumentView.model_validate(instrument) for instrument in found[:limit]]
    return InstrumentPage(items=items, next_after=items[-1].symbol if len(found) > limit else None)


@router.get("/instruments/{symbol}", responses=error_responses(HTTPStatus.NOT_FOUND), summary="Get an instrument")
def get_instrument(user_id: UserId, db: Database, symbol: Symbol) -> InstrumentView:
    """Get an instrument by its symbol, from the catalogue or else from the caller's own."""
    instrument = Instruments(db).find(user_id, symbol)
    if instrument is None:
        raise ProblemException(HTTPStatus.NOT_FOUND, "There is no such instrument in the catalogue or among yours.")
    return InstrumentView.model_validate(instrument)


@router.put("/instruments/{symbol}", summary="Correct an instrument")
def put_instrument(user_id: UserId, db: Database, symbol: Symbol, body: InstrumentBody) -> InstrumentView:
    """Correct name and kind of an instrument that the caller added. The next analysis classifies it anew."""
    return InstrumentView.model_validate(Instruments(db).redescribe(user_id, symbol, body.name, body.kind))


@router.delete(
    "/instruments/{symbol}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=error_responses(HTTPStatus.CONFLICT),
    summary="Delete an instrument",
)
def delete_instrument(user_id: UserId, db: Database, symbol: Symbol) -> None:
    """Delete an instrument that the caller added and that no position holds. Answers 409 if one does."""
    Instruments(db).delete(user_id, symbol)
