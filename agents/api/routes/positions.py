"""Positions of an account."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import Database
from api.identity import UserId
from api.openapi import error_responses
from api.preconditions import IfMatch, IfNoneMatch, put_tag
from api.problems import FieldError, ProblemException
from api.requests import NewPositionBody, PositionBody
from api.responses import Items, PositionView
from database.accounts import Accounts
from database.data_api import DataApi
from database.instruments import Instruments, StoredInstrument
from database.positions import Positions

router = APIRouter(tags=["positions"])


@router.get("/accounts/{account_id}/positions", summary="List an account's positions")
def list_positions(user_id: UserId, db: Database, account_id: UUID) -> Items[PositionView]:
    """List the account's positions by symbol. There are no pages: a user has at most 500 positions."""
    held = Positions(db).list_for(user_id, account_id)
    return Items(items=[PositionView.model_validate(position) for position in held])


@router.post(
    "/accounts/{account_id}/positions",
    status_code=HTTPStatus.CREATED,
    responses=error_responses(HTTPStatus.CONFLICT),
    summary="Add a position",
)
def create_position(
    user_id: UserId, db: Database, account_id: UUID, body: NewPositionBody, response: Response
) -> PositionView:
    """Add a position to the account.

    A symbol that is not in the catalogue becomes an instrument of the caller's. It needs a `unit_price`, and the next
    analysis classifies it.
    """
    instrument = Instruments(db).find(user_id, body.symbol)
    if instrument is None:
        # Adding the position checks the account too, but then the new instrument would be there already.
        Accounts(db).get(user_id, account_id)
        instrument = _new_instrument(db, user_id, body)
    position = Positions(db).add(user_id, account_id, instrument, body.quantity, body.unit_price)
    response.headers["location"] = f"/api/positions/{position.position_id}"
    put_tag(response, position.tag)
    return PositionView.model_validate(position)


@router.get("/positions/{position_id}", summary="Get a position")
def get_position(
    user_id: UserId, db: Database, position_id: UUID, known: IfNoneMatch, response: Response
) -> PositionView:
    """Get one position of the caller's, in any account. Its ETag serves for If-Match."""
    position = Positions(db).get(user_id, position_id)
    known.answer(response, position.tag)
    return PositionView.model_validate(position)


@router.put("/positions/{position_id}", summary="Replace a position")
def put_position(
    user_id: UserId, db: Database, position_id: UUID, body: PositionBody, tags: IfMatch, response: Response
) -> PositionView:
    """Replace the position's quantity and unit price. Without a `unit_price`, the instrument's own price counts."""
    position = Positions(db).update(user_id, position_id, body.quantity, body.unit_price, tags)
    put_tag(response, position.tag)
    return PositionView.model_validate(position)


@router.delete("/positions/{position_id}", status_code=HTTPStatus.NO_CONTENT, summary="Delete a position")
def delete_position(user_id: UserId, db: Database, position_id: UUID, tags: IfMatch) -> None:
    """Delete the position. Its instrument stays."""
    Positions(db).delete(user_id, position_id, tags)


def _new_instrument(db: DataApi, user_id: str, body: NewPositionBody) -> StoredInstrument:
    """An instrument that only this user sees. The next analysis classifies it."""
    if body.unit_price is None:
        missing = FieldError(field="unit_price", message=f"is required, because {body.symbol} is not in the catalogue")
        raise ProblemException(HTTPStatus.UNPROCESSABLE_ENTITY, "Some fields are not as expected.", [missing])
    return Instruments(db).add(user_id, body.symbol, body.name or body.symbol, body.kind, body.unit_price)
