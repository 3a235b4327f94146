"""HEAD: the status and headers of GET, without a body, on every route that has a GET."""

from __future__ import annotations

import pytest

from tests.lambdas.api.test_api_bad_requests import filled
from tests.lambdas.api_fixtures import Api
from tests.lambdas.openapi_operations import OPERATIONS

READABLE = [path for method, path, _ in OPERATIONS if method == "GET"]


def test_the_health_of_the_system_can_be_asked_without_a_body(api_without_database: Api) -> None:
    asked = api_without_database.as_user(None)("HEAD", "/api/health")

    assert (asked.status, asked.text) == (200, "")
    assert asked.headers["content-type"] == "application/json"


@pytest.mark.parametrize("path", READABLE)
def test_every_route_that_can_be_read_answers_head_as_get(api_without_database: Api, path: str) -> None:
    """Status 200 or 500: there is no database."""
    read, asked = (api_without_database(method, filled(path)) for method in ("GET", "HEAD"))

    assert (asked.status, asked.text) == (read.status, "")
    assert asked.headers == {name: value for name, value in read.headers.items() if name != "content-length"}


def test_what_cannot_be_read_cannot_be_asked_for(api_without_database: Api) -> None:
    assert api_without_database("HEAD", "/api/analyze").status == 405
    assert api_without_database("HEAD", "/api/nothing").status == 404
    assert api_without_database.as_user(None)("HEAD", "/api/user").status == 401
