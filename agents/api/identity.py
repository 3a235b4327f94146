"""The caller's identity: the subject of the token that the HTTP API's authorizer has verified.

Log lines name the caller by pseudonym. Only the caller's row in the database leads from it back to the subject.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools import Logger
from fastapi import Depends, Request

from api.dependencies import Database
from api.problems import ProblemException
from database.data_api import DataApi
from database.errors import DatabaseUnavailable
from database.users import Users

logger = Logger(child=True)

#: Limit of the `users` table.
MAX_LENGTH = 255
#: After this long, a pseudonym is read again: another sandbox may have deleted the user since.
_FRESH_SECONDS = 60.0
_MOST_REMEMBERED = 1000
#: Subject to pseudonym, and the monotonic time of reading it.
_pseudonyms: dict[str, tuple[str, float]] = {}


def user_id(request: Request, db: Database) -> str:
    """The token's `sub`. Raises ProblemException 401 when the event carries no verified token."""
    event: dict[str, Any] = request.scope.get("aws.event") or {}
    claims = event.get("requestContext", {}).get("authorizer", {}).get("jwt", {}).get("claims", {})
    subject = claims.get("sub")
    if "exp" not in claims:
        # The authorizer checks an expiry only if there is one. A token without `exp` would be valid for ever.
        subject = None
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_LENGTH or not subject.isprintable():
        raise ProblemException(
            HTTPStatus.UNAUTHORIZED, "A valid token is needed.", headers={"www-authenticate": "Bearer"}
        )
    if pseudonym := _pseudonym(db, subject):
        logger.append_keys(user_id=pseudonym)
    return subject


def forget(subject: str) -> None:
    """For a deleted user: no later line has the pseudonym."""
    _pseudonyms.pop(subject, None)
    logger.remove_keys(["user_id"])


def _pseudonym(db: DataApi, subject: str) -> str | None:
    """None before the user has stored anything, and while the database is out of reach: the route answers for that."""
    now = time.monotonic()
    known, read_at = _pseudonyms.get(subject, (None, 0.0))
    if known and now - read_at < _FRESH_SECONDS:
        return known
    _pseudonyms.pop(subject, None)
    try:
        found = Users(db).pseudonym_of(subject)
    except DatabaseUnavailable:
        return None
    if found:
        _pseudonyms[subject] = found, now
        if len(_pseudonyms) > _MOST_REMEMBERED:
            del _pseudonyms[next(iter(_pseudonyms))]
    return found


UserId = Annotated[str, Depends(user_id)]
