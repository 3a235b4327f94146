"""The profile of the token's user."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.dependencies import Database
from api.identity import UserId
from api.preconditions import IfMatch, IfNoneMatch, put_tag
from api.requests import UserBody
from api.responses import UserView
from database.users import Users

router = APIRouter(tags=["user"])


@router.get("/user", summary="Get the profile")
def get_user(user_id: UserId, db: Database, known: IfNoneMatch, response: Response) -> UserView:
    """Get the caller's profile. A user who has stored none gets an empty one."""
    user = Users(db).get(user_id)
    known.answer(response, user.tag)
    return UserView.model_validate(user)


@router.put("/user", summary="Replace the profile")
def put_user(user_id: UserId, db: Database, body: UserBody, tags: IfMatch, response: Response) -> UserView:
    """Replace the caller's whole profile: display name, goal and notes."""
    user = Users(db).put(user_id, body.display_name, body.goal, body.notes, tags)
    put_tag(response, user.tag)
    return UserView.model_validate(user)
