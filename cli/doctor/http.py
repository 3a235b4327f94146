"""HTTP requests of checks."""

from __future__ import annotations

from collections.abc import Container
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx

from cli.doctor.check import CheckFailed
from cli.shared.reach import http

TIMEOUT_SECONDS = 8.0
REACH = "check the address in the stack's settings, your network, and that the server runs"


def request(method: str, url: str, **options: Any) -> httpx.Response:
    """Any answer. Raises CheckFailed without one."""
    try:
        return http.request(method, url, timeout=TIMEOUT_SECONDS, **options)
    except httpx.TimeoutException as error:
        raise CheckFailed(f"{url} does not answer within {TIMEOUT_SECONDS:g} s", REACH) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CheckFailed(f"{url} cannot be reached: {error}", REACH) from error


def json_object(
    response: httpx.Response, advice: str = "", taken: Container[int] = frozenset({HTTPStatus.OK})
) -> dict[str, Any]:
    """The JSON object of an answer with a status in `taken`. Raises CheckFailed for any other answer."""
    where = response.request.url
    if response.is_redirect:
        raise _redirected(response)
    if response.status_code not in taken:
        raise CheckFailed(f"{where} answers {response.status_code}: {response.text[:80]}", advice)
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise CheckFailed(f"{where} answers with {response.text[:60]!r} instead of a JSON object")
    return body


def _redirected(response: httpx.Response) -> CheckFailed:
    """Functions follow no redirect: the keys would go to another address, and a POST becomes a GET."""
    target = urlsplit(response.headers.get("location", ""))
    to = f"{target.scheme}://{target.netloc.rpartition('@')[2]}" if target.netloc else "another path"
    problem = f"{response.request.url} answers {response.status_code}, a redirect to {to}: what is sent here is lost"
    return CheckFailed(problem, f"set the final address in the stack's settings ({to}), without a redirect before it")
