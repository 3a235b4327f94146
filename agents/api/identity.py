"""The caller's identity: the subject of the token that the HTTP API's authorizer has verified."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools import Logger
from fastapi import Depends, Request

from agent_runtime import trace_identity
from api.problems import ProblemException

logger = Logger(child=True)

#: Limit of the `users` table.
MAX_LENGTH = 255


def user_id(request: Request) -> str:
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
    logger.append_keys(user_id=trace_identity.bounded(subject))
    return subject


UserId = Annotated[str, Depends(user_id)]
