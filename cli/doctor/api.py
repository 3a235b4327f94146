"""Checks of the HTTP API: it is healthy, it rejects calls without a token, it serves a user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType

import httpx

from cli.doctor.check import Check, CheckFailed, CheckSkipped
from cli.doctor.http import json_object, request
from cli.shared.project import LOCAL_STACK

#: Detail of the API's 403 for requests without the origin's secret; a test compares it with the API's own text.
NOT_THROUGH_THE_SITE = "Requests come in through the site's address only."
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class ApiChecks:
    """
    Args:
        url: returns the URL before `/api`; raises UserError.
        token: of a user, or None.
        headers: returns the current headers of every request; raises UserError.
        stack: the API's.
    """

    def __init__(
        self, url: Callable[[], str], token: str | None, headers: Callable[[], Mapping[str, str]], stack: str
    ) -> None:
        self._url, self._token, self._headers, self._stack = url, token, headers, stack

    def all(self) -> list[Check]:
        logs = "read the api function's log, `alex logs api`, and check its errors alarm"
        issuer = "get a new token, and check alex:jwtIssuer and alex:jwtAudience in the stack's settings"
        return [
            Check("API: health", self.health, logs, seconds=20),
            Check(
                "API: rejects calls without a token",
                self.rejects_anonymous_calls,
                "check the API's JWT authorizer",
                seconds=20,
            ),
            # Longer than the others: the database may have to wake up.
            Check("API: a user's call", self.call, issuer, seconds=35),
        ]

    def health(self) -> str:
        body = json_object(self._get("/api/health"))
        if body.get("status") != "ok":
            raise CheckFailed(f"reports status {body.get('status')!r} instead of 'ok'")
        return f"release {body.get('release', 'unknown')}"

    def rejects_anonymous_calls(self) -> str:
        status = self._get("/api/jobs").status_code
        if status != HTTPStatus.UNAUTHORIZED:
            raise CheckFailed(f"answers a call without a token with {status} instead of 401")
        return "401 without a token"

    def call(self) -> str:
        if self._token is None:
            raise CheckSkipped("ALEX_API_TOKEN is not set: made no call as a user")
        response = self._get("/api/jobs?limit=1", {"Authorization": f"Bearer {self._token}"})
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise CheckFailed(f"answers a user's call with {response.status_code}", "read its log: alex logs api")
        if not isinstance(json_object(response).get("items"), list):
            raise CheckFailed("the answer contains no list of jobs")
        return "jobs can be listed"

    def _get(self, path: str, headers: Mapping[str, str] = NO_HEADERS) -> httpx.Response:
        """Any answer but the 403 for requests that bypass CloudFront, which tells nothing about the check."""
        response = request("GET", f"{self._url()}{path}", headers={**self._headers(), **headers})
        if response.status_code == HTTPStatus.FORBIDDEN and NOT_THROUGH_THE_SITE in response.text:
            raise CheckFailed(f"403: {NOT_THROUGH_THE_SITE}", self._through_the_site())
        return response

    def _through_the_site(self) -> str:
        rotate = f"run `alex secrets rotate origin --stack {self._stack}`: CloudFront and the API get the same secret"
        if self._stack == LOCAL_STACK:
            return f"wait a minute until the API reads its secret again; if that does not help, {rotate}"
        return f"set ALEX_API_URL to the stack's output siteUrl; if it already is, {rotate}"
