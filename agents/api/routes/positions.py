"""Positions of an account."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import Database
from api.identity import UserId
from api.openapi import refusals
from api.preconditions import IfMatch, IfNoneMatch, put_tag
from api.problems import FieldError, ProblemException
from api.requests import NewPositionBody, PositionBody
from api.responses import Items, PositionView
from database.accounts import Accounts
from database.data_api import DataApi
from database.instruments import Instruments, StoredInstrument
from database.positions import Positions

router = APIRouter(tags=["positions"])


@router.get("/accounts/{account_id}/positions")
def list_positions(user_id: UserId, db: Database, account_id: UUID) -> Items[PositionView]:
    """By symbol. All of them in one answer, because a user can have 500 over all accounts at most."""
    held = Positions(db).list_for(user_id, account_id)
    return Items(items=[PositionView.model_validate(position) for position in held])


@router.post(
    "/accounts/{account_id}/positions", status_code=HTTPStatus.CREATED, responses=refusals(HTTPStatus.CONFLICT)
)
def create_position(
    user_id: UserId, db: Database, account_id: UUID, body: NewPositionBody, response: Response
) -> PositionView:
    instrument = Instruments(db).find(user_id, body.symbol)
    if instrument is None:
        # Adding the position checks the account too, but then the new instrument would be there already.
        Accounts(db).get(user_id, account_id)
        instrument = _new_instrument(db, user_id, body)
    position = Positions(db).add(user_id, account_id, instrument, body.quantity, body.unit_price)
    response.headers["location"] = f"/api/positions/{position.position_id}"
    put_tag(response, position.tag)
    return PositionView.model_validate(position)


@router.get("/positions/{position_id}")
def get_position(
    user_id: UserId, db: Database, position_id: UUID, known: IfNoneMatch, response: Response
) -> PositionView:
    position = Positions(db).get(user_id, position_id)
    known.answer(response, position.tag)
    return PositionView.model_validate(position)


@router.put("/positions/{position_id}")
def put_position(
    user_id: UserId, db: Database, position_id: UUID, body: PositionBody, tags: IfMatch, response: Response
) -> PositionView:
    position = Positions(db).update(user_id, position_id, body.quantity, body.unit_price, tags)
    put_tag(response, position.tag)
    return PositionView.model_validate(position)


@router.delete("/positions/{position_id}", status_code=HTTPStatus.NO_CONTENT)
def delete_position(user_id: UserId, db: Database, position_id: UUID, tags: IfMatch) -> None:
    Positions(db).delete(user_id, position_id, tags)


def _new_instrument(db: DataApi, user_id: str, body: NewPositionBody) -> StoredInstrument:
    """An instrument of this user's own, which the next analysis classifies."""
    if body.unit_price is None:
        missing = FieldError(field="unit_price", message=f"is required, because {body.symbol} is not in the catalogue")
        raise ProblemException(HTTPStatus.UNPROCESSABLE_ENTITY, "Some fields are not as expected.", [missing])
    return Instruments(db).add(user_id, body.symbol, body.name or body.symbol, body.kind, body.unit_price)
