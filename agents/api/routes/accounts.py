"""Accounts."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import Database
from api.identity import UserId
from api.requests import AccountBody
from api.responses import AccountView, Items
from database.accounts import Accounts

router = APIRouter()


@router.get("/accounts")
def list_accounts(user_id: UserId, db: Database) -> Items[AccountView]:
    return Items(items=[AccountView.model_validate(account) for account in Accounts(db).list_for(user_id)])


@router.post("/accounts", status_code=HTTPStatus.CREATED)
def create_account(user_id: UserId, db: Database, body: AccountBody, response: Response) -> AccountView:
    account = Accounts(db).create(user_id, body.name, body.kind, body.cash)
    response.headers["location"] = f"/api/accounts/{account.account_id}"
    return AccountView.model_validate(account)


@router.get("/accounts/{account_id}")
def get_account(user_id: UserId, db: Database, account_id: UUID) -> AccountView:
    return AccountView.model_validate(Accounts(db).get(user_id, account_id))


@router.put("/accounts/{account_id}")
def put_account(user_id: UserId, db: Database, account_id: UUID, body: AccountBody) -> AccountView:
    return AccountView.model_validate(Accounts(db).update(user_id, account_id, body.name, body.kind, body.cash))


@router.delete("/accounts/{account_id}", status_code=HTTPStatus.NO_CONTENT)
def delete_account(user_id: UserId, db: Database, account_id: UUID) -> None:
    Accounts(db).delete(user_id, account_id)
