"""Accounts."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import Database
from api.exact_json import ExactRoute
from api.identity import UserId
from api.openapi import error_responses
from api.preconditions import IfMatch, IfNoneMatch, put_tag
from api.requests import AccountBody
from api.responses import AccountView, Items
from database.accounts import Accounts

router = APIRouter(tags=["accounts"], route_class=ExactRoute)


@router.get("/accounts", summary="List accounts")
def list_accounts(user_id: UserId, db: Database) -> Items[AccountView]:
    """List the caller's accounts, oldest first. There are no pages: a user has at most 20 accounts."""
    return Items(items=[AccountView.model_validate(account) for account in Accounts(db).list_for(user_id)])


@router.post(
    "/accounts",
    status_code=HTTPStatus.CREATED,
    responses=error_responses(HTTPStatus.CONFLICT),
    summary="Create an account",
)
def create_account(user_id: UserId, db: Database, body: AccountBody, response: Response) -> AccountView:
    """Create an account for the caller. Answers 409 if the caller has 20 accounts already."""
    account = Accounts(db).create(user_id, body.name, body.kind, *body.dollars_and_others)
    response.headers["location"] = f"/api/accounts/{account.account_id}"
    put_tag(response, account.tag)
    return AccountView.model_validate(account)


@router.get("/accounts/{account_id}", summary="Get an account")
def get_account(user_id: UserId, db: Database, account_id: UUID, known: IfNoneMatch, response: Response) -> AccountView:
    """Get one account of the caller's, without its positions. Its ETag serves for If-Match."""
    account = Accounts(db).get(user_id, account_id)
    known.answer(response, account.tag)
    return AccountView.model_validate(account)


@router.put("/accounts/{account_id}", summary="Replace an account")
def put_account(
    user_id: UserId, db: Database, account_id: UUID, body: AccountBody, tags: IfMatch, response: Response
) -> AccountView:
    """Replace the account's name, kind and cash. Its positions stay."""
    cash, balances = body.dollars_and_others
    account = Accounts(db).update(user_id, account_id, body.name, body.kind, cash, tags, balances)
    put_tag(response, account.tag)
    return AccountView.model_validate(account)


@router.delete("/accounts/{account_id}", status_code=HTTPStatus.NO_CONTENT, summary="Delete an account")
def delete_account(user_id: UserId, db: Database, account_id: UUID, tags: IfMatch) -> None:
    """Delete the account and all its positions."""
    Accounts(db).delete(user_id, account_id, tags)
