"""Brokers' files of holdings: read, shown, and stored when the client confirms."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response
from pydantic import TypeAdapter, ValidationError

from api.body import FILE_MEDIA_TYPE
from api.dependencies import Database
from api.identity import UserId
from api.import_view import ImportView
from api.portfolio_view import portfolio_view
from api.preconditions import IfMatch, put_tag
from api.problems import FieldError, ProblemException

router = APIRouter(tags=["imports"])

_ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
Mapping = dict[str, str]
_MAPPING = TypeAdapter(Mapping)
_MOST_FIELDS, _LONGEST_HEADING = 20, 200
_WRONG_MAPPING = 'must be a JSON object of headings by field, e.g. {"quantity": "Antal"}'


@router.post("/imports", summary="Check or store a broker's file")
def import_file(
    user_id: UserId,
    db: Database,
    tags: IfMatch,
    response: Response,
    content: Annotated[bytes, Body(media_type=FILE_MEDIA_TYPE, description="The file as it is, at most 4 MB.")],
    name: Annotated[str, Query(min_length=1, max_length=255, pattern=_ONE_LINE, description="The file's name.")],
    mapping: Annotated[
        str | None,
        Query(
            max_length=4000,
            description="Headings by field, as a JSON object, for a table whose columns are not recognised. It is "
            "remembered for files with the same headings when the file is stored.",
        ),
    ] = None,
    store: Annotated[bool, Query(description="Store the portfolio, instead of only showing it.")] = False,
) -> ImportView:
    """Read a file of holdings as a broker writes it, and show every row's destiny, the file's totals beside what was
    read, and the portfolio that it would make; with `store=true`, store it.

    The file's accounts replace the stored ones with the same broker's id; all others stay, and so does the profile. The
    response's ETag is that of the stored portfolio: with If-Match, exactly what was shown is stored, or nothing.
    """
    given = _checked(mapping)
    # Here, for the parsers take longer to load than all other routes, which do not need them.
    from api.importing import Sent, plan_file, store_file
    from imports.compared import compared
    from imports.result import ImportRefused

    try:
        imported, done = (store_file if store else plan_file)(db, user_id, Sent(name, content, given), tags)
    except ImportRefused as refused:
        raise ProblemException(HTTPStatus.UNPROCESSABLE_ENTITY, str(refused)) from refused
    put_tag(response, done.after.tag if store else done.before.tag)
    shown = {
        **dict(imported),
        "warnings": (*imported.warnings, *done.merged.warnings),
        "file": name,
        "totals": compared(imported),
        "replaces": tuple(account.account_id if account else None for account in done.merged.replaced),
        "portfolio": portfolio_view(done.after.portfolio, done.after.today),
        "changes": done.changes,
        "stored": store,
    }
    return ImportView.model_validate(shown)


def _checked(mapping: str | None) -> Mapping | None:
    """Raises ProblemException for anything but an object of texts."""
    if mapping is None:
        return None
    try:
        given = _MAPPING.validate_python(json.loads(mapping), strict=True)
    except (ValidationError, ValueError, RecursionError) as error:
        raise _refused_mapping() from error
    if len(given) > _MOST_FIELDS or any(len(heading) > _LONGEST_HEADING for heading in given.values()):
        raise _refused_mapping()
    return given


def _refused_mapping() -> ProblemException:
    error = FieldError(field="mapping", message=_WRONG_MAPPING)
    return ProblemException(HTTPStatus.UNPROCESSABLE_ENTITY, "Some fields are not as expected.", [error])
