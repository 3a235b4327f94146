"""Errors as problem documents (RFC 9457) that hold nothing of use to an attacker."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from database.errors import AlreadyThere, DatabaseUnavailable, LimitReached, NotOwned, TooManyUnfinished
from database.portfolio.rows import Incomplete
from holdings.expectations import expected

MEDIA_TYPE = "application/problem+json"

#: In seconds: about the time that Aurora takes to resume.
RETRY_AFTER = {"retry-after": "15"}
#: In seconds: by then, one of several unfinished jobs has probably ended.
JOB_RETRY_AFTER = {"retry-after": "30"}


_MAX_PATH = 200


class FieldError(BaseModel):
    field: str
    """Path in the body, or the parameter's name, e.g. `goal.years_until_retirement`."""
    message: str
    """The expectation; never the value that was sent."""


class Problem(BaseModel):
    """RFC 9457, with one more member: the fields that are wrong."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


class ProblemException(Exception):
    """Ends a request with a problem.

    Args:
        status: HTTP status, 4xx or 5xx.
        detail: one sentence for the caller.
        errors: which fields are wrong.
        headers: to send with it.
        members: further members of the problem document, JSON values by name.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        errors: list[FieldError] | None = None,
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.headers = status, detail, errors or [], headers
        self.members = members or {}


def problem_response(
    status: int,
    detail: str,
    errors: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, Any] | None = None,
) -> Response:
    problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors or [])
    return JSONResponse(
        problem.model_dump(exclude_defaults=True) | {"type": problem.type} | dict(members or {}),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


async def _refused(_request: Request, refusal: ProblemException) -> Response:
    return problem_response(refusal.status, refusal.detail, refusal.errors, refusal.headers, refusal.members)


async def _not_owned(_request: Request, error: NotOwned) -> Response:
    """The same answer for another user's row and for a row that does not exist."""
    return problem_response(HTTPStatus.FORBIDDEN, str(error))


async def _incomplete(_request: Request, error: Incomplete) -> Response:
    fields = [FieldError(field=field, message=message) for field, message in error.problems]
    return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, "Some fields are not as expected.", fields)


async def _conflict(_request: Request, error: AlreadyThere | LimitReached) -> Response:
    return problem_response(HTTPStatus.CONFLICT, str(error))


async def _too_many_unfinished(_request: Request, error: TooManyUnfinished) -> Response:
    members = {"max_unfinished_jobs": error.most}
    return problem_response(HTTPStatus.TOO_MANY_REQUESTS, str(error), headers=JOB_RETRY_AFTER, members=members)


async def _database_down(_request: Request, _error: DatabaseUnavailable) -> Response:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return problem_response(status, "The database is not available yet; try again soon.", headers=RETRY_AFTER)


async def _http_error(request: Request, error: HTTPException) -> Response:
    """Errors of the framework: no such route, wrong method, body too large or unreadable."""
    headers = error.headers
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"allow": ", ".join(_methods_of(request))}
    return problem_response(error.status_code, _DETAILS.get(error.status_code, error.detail), headers=headers)


def _methods_of(request: Request) -> list[str]:
    """All methods of the request's path. The framework names only those of the first route."""
    routes = request.app.routes
    return [
        method
        for method in ("DELETE", "GET", "POST", "PUT")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]


async def _invalid(_request: Request, error: RequestValidationError) -> Response:
    found: list[dict[str, Any]] = list(error.errors())
    if any(item["type"] == "json_invalid" for item in found):
        return problem_response(HTTPStatus.BAD_REQUEST, _DETAILS[HTTPStatus.BAD_REQUEST])
    fields = [FieldError(field=_path(item["loc"]), message=_expectation(item)) for item in found]
    return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, "Some fields are not as expected.", fields)


#: Handlers of all errors that are not bugs.
HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    ProblemException: _refused,
    RequestValidationError: _invalid,
    HTTPException: _http_error,
    NotOwned: _not_owned,
    Incomplete: _incomplete,
    AlreadyThere: _conflict,
    LimitReached: _conflict,
    TooManyUnfinished: _too_many_unfinished,
    DatabaseUnavailable: _database_down,
}

_DETAILS: dict[int, str] = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take this method; see the Allow header.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than the API takes.",
    HTTPStatus.BAD_REQUEST: "The body cannot be read as JSON.",
}


def _path(location: tuple[str | int, ...]) -> str:
    """Without the part of the request: (`body`, `goal`, `years`) becomes `goal.years`."""
    return shown_path(".".join(str(part) for part in location[1:])) or "body"


def shown_path(path: str) -> str:
    """The path of a field for an answer. Its names may be the client's, so it is cut and made encodable."""
    return path.encode(errors="replace").decode()[:_MAX_PATH]


def _expectation(error: dict[str, Any]) -> str:
    return "is not a field of this request" if error["type"] == "extra_forbidden" else expected(error)
