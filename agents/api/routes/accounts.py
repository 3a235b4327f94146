"""Accounts."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import Database
from api.identity import UserId
from api.openapi import refusals
from api.preconditions import IfMatch, IfNoneMatch, put_tag
from api.requests import AccountBody
from api.responses import AccountView, Items
from database.accounts import Accounts

router = APIRouter(tags=["accounts"])


@router.get("/accounts")
def list_accounts(user_id: UserId, db: Database) -> Items[AccountView]:
    """Oldest first. All of them in one answer, because a user can have 20 at most."""
    return Items(items=[AccountView.model_validate(account) for account in Accounts(db).list_for(user_id)])


@router.post("/accounts", status_code=HTTPStatus.CREATED, responses=refusals(HTTPStatus.CONFLICT))
def create_account(user_id: UserId, db: Database, body: AccountBody, response: Response) -> AccountView:
    account = Accounts(db).create(user_id, body.name, body.kind, body.cash)
    response.headers["location"] = f"/api/accounts/{account.account_id}"
    put_tag(response, account.tag)
    return AccountView.model_validate(account)


@router.get("/accounts/{account_id}")
def get_account(user_id: UserId, db: Database, account_id: UUID, known: IfNoneMatch, response: Response) -> AccountView:
    account = Accounts(db).get(user_id, account_id)
    known.answer(response, account.tag)
    return AccountView.model_validate(account)


@router.put("/accounts/{account_id}")
def put_account(
    user_id: UserId, db: Database, account_id: UUID, body: AccountBody, tags: IfMatch, response: Response
) -> AccountView:
    account = Accounts(db).update(user_id, account_id, body.name, body.kind, body.cash, tags)
    put_tag(response, account.tag)
    return AccountView.model_validate(account)


@router.delete("/accounts/{account_id}", status_code=HTTPStatus.NO_CONTENT)
def delete_account(user_id: UserId, db: Database, account_id: UUID, tags: IfMatch) -> None:
    """Deletes its positions too."""
    Accounts(db).delete(user_id, account_id, tags)
