"""The profile of the token's user, and everything else that is stored about them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.dependencies import Database
from api.export import Cursor, Export, export_page
from api.identity import UserId, forget
from api.preconditions import IfMatch, IfNoneMatch, put_tag
from api.requests import UserBody
from api.responses import UserView
from database.users import Users

router = APIRouter(tags=["user"])

#: The same header as `IfMatch` reads, but required.
Confirmation = Annotated[
    str,
    Header(
        alias="if-match",
        description="Confirms the deletion: the ETag of the profile that was read, or `*`. Required.",
    ),
]


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


@router.get("/user/export", summary="Get everything that is stored")
def export_user(user_id: UserId, db: Database, after: Annotated[Cursor | None, Query()] = None) -> Export:
    """Get everything that is stored about the caller: profile, accounts with positions, instruments that the caller
    added, and analyses with results and costs.

    A page holds at most 4 MB and 100 analyses. Pass `next_after` as `after` for the next page; only the first page has
    profile, accounts and costs. Answers 403 if the analysis that the cursor names is no longer there: begin again.
    """
    return export_page(db, user_id, after)


@router.delete("/user", status_code=HTTPStatus.NO_CONTENT, summary="Delete everything that is stored")
def delete_user(user_id: UserId, db: Database, tags: IfMatch, confirmation: Confirmation) -> None:  # noqa: ARG001
    """Delete everything that is stored about the caller: profile, accounts, positions, instruments that the caller
    added, analyses with results. Traces of the analyses follow within a day.

    There is no way back. An analysis that runs meanwhile ends without storing anything. The token stays valid: a later
    request that stores something begins a new profile.
    """
    Users(db).erase(user_id, tags)
    forget(user_id)
