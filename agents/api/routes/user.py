"""The profile of the token's user."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import Database
from api.identity import UserId
from api.requests import UserBody
from api.responses import UserView
from database.users import Users

router = APIRouter()


@router.get("/user")
def get_user(user_id: UserId, db: Database) -> UserView:
    return UserView.model_validate(Users(db).get(user_id))


@router.put("/user")
def put_user(user_id: UserId, db: Database, body: UserBody) -> UserView:
    return UserView.model_validate(Users(db).put(user_id, body.display_name, body.goal, body.notes))
