"""Positions of an account."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import Database
from api.exact_json import ExactRoute
from api.identity import UserId
from api.openapi import error_responses
from api.preconditions import IfMatch, IfNoneMatch, put_tag
from api.requests import NewPositionBody, PositionBody
from api.responses import Items, PositionView
from database.positions import Positions

router = APIRouter(tags=["positions"], route_class=ExactRoute)


@router.get("/accounts/{account_id}/positions", summary="List an account's positions")
def list_positions(user_id: UserId, db: Database, account_id: UUID) -> Items[PositionView]:
    """List the account's positions by symbol. There are no pages: a user has at most 1,000 positions."""
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

    What is not in the catalogue, or contradicts it, becomes an instrument of the caller's, which the next analysis
    classifies. It needs a `unit_price` or a `value`, unless a price is known.
    """
    position = Positions(db).add(user_id, account_id, body)
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
    """Replace the position's quantity and price. Without `unit_price` and `value`, its last price stays, with its
    date."""
    position = Positions(db).update(
        user_id,
        position_id,
        body.quantity,
        body.unit_price,
        tags,
        value=body.value,
        multiplier=body.multiplier,
        price_date=body.price_date,
        price_source=body.price_source,
    )
    put_tag(response, position.tag)
    return PositionView.model_validate(position)


@router.delete("/positions/{position_id}", status_code=HTTPStatus.NO_CONTENT, summary="Delete a position")
def delete_position(user_id: UserId, db: Database, position_id: UUID, tags: IfMatch) -> None:
    """Delete the position. Its instrument stays."""
    Positions(db).delete(user_id, position_id, tags)
