"""The catalogue, and the instruments that the user added."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter

from agent_runtime.portfolio import Symbol
from api.dependencies import Database
from api.identity import UserId
from api.problems import Refusal
from api.responses import InstrumentView, Items
from database.instruments import Instruments

router = APIRouter()


@router.get("/instruments")
def list_instruments(user_id: UserId, db: Database) -> Items[InstrumentView]:
    return Items(items=[InstrumentView.model_validate(one) for one in Instruments(db).list_for(user_id)])


@router.get("/instruments/{symbol}")
def get_instrument(user_id: UserId, db: Database, symbol: Symbol) -> InstrumentView:
    instrument = Instruments(db).find(user_id, symbol)
    if instrument is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "There is no such instrument in the catalogue or among yours.")
    return InstrumentView.model_validate(instrument)
