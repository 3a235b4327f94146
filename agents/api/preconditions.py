"""ETag, If-Match and If-None-Match (RFC 9110): a client cannot overwrite a change that it has not seen.

The tag is the row's version, so it is strong. It is compared by the statement that changes the row, never before it.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic import AfterValidator
from starlette.responses import Response

from api.problems import FieldError, problem_response
from database.errors import Changed

_OPAQUE = r'"[\x21\x23-\x7e]*"'
_TAGS = rf"^(\*|(W/)?{_OPAQUE}([ \t]*,[ \t]*(W/)?{_OPAQUE})*)$"
_TAG = re.compile(rf"(?P<weak>W/)?(?P<opaque>{_OPAQUE})")
_MAX_LENGTH = 1000


def _checked(header: str) -> str:
    if not re.fullmatch(_TAGS, header):
        raise ValueError("must be *, or entity tags in double quotes with commas between them")
    return header


_Tags = Annotated[str, AfterValidator(_checked)]


#: The row may well be unchanged, so "it has changed" would mislead.
_WEAK = FieldError(field="If-Match", message='must have a tag as the ETag header had it, e.g. "7", without W/')


def _strong(header: str) -> list[str]:
    return [found["opaque"][1:-1] for found in _TAG.finditer(header) if not found["weak"]]


class NotModified(Exception):
    """The client already has the current version.

    Args:
        tag: of the row.
    """

    def __init__(self, tag: str) -> None:
        self.tag = tag


class Known:
    """The versions of a row that the client has.

    Args:
        header: value of If-None-Match, None without it.
    """

    def __init__(self, header: str | None) -> None:
        self._any = header == "*"
        # RFC 9110, 13.1.2: weak and strong tags are equal here.
        self._tags = {found["opaque"][1:-1] for found in _TAG.finditer(header or "")}

    def answer(self, response: Response, tag: str) -> None:
        """Puts the row's tag on the response. Raises NotModified if the client knows it."""
        if self._any or tag in self._tags:
            raise NotModified(tag)
        put_tag(response, tag)


def put_tag(response: Response, tag: str) -> None:
    response.headers["etag"] = f'"{tag}"'


def _if_match(
    if_match: Annotated[
        _Tags | None,
        Header(
            json_schema_extra={"pattern": _TAGS},
            max_length=_MAX_LENGTH,
            description="Change the resource only if its ETag is one of these. Default: change it in any case.",
        ),
    ] = None,
) -> list[str] | None:
    """The tags of which the row must have one; None for any. Weak tags never match (RFC 9110, 13.1.1)."""
    if if_match is None or if_match == "*":
        return None
    return _strong(if_match)


def _known(
    if_none_match: Annotated[
        _Tags | None,
        Header(
            json_schema_extra={"pattern": _TAGS},
            max_length=_MAX_LENGTH,
            description="Answer 304 without a body if the resource's ETag is one of these.",
        ),
    ] = None,
) -> Known:
    return Known(if_none_match)


IfMatch = Annotated[list[str] | None, Depends(_if_match)]
IfNoneMatch = Annotated[Known, Depends(_known)]


async def changed(request: Request, error: Changed) -> Response:
    header = request.headers.get("if-match", "*")
    if header == "*" or _strong(header):
        return problem_response(HTTPStatus.PRECONDITION_FAILED, str(error))
    return problem_response(HTTPStatus.PRECONDITION_FAILED, "A weak entity tag never matches.", [_WEAK])


async def not_modified(_request: Request, known: NotModified) -> Response:
    response = Response(status_code=304)
    put_tag(response, known.tag)
    return response
