"""Checks of the HTTP API: it answers, it refuses strangers, it serves a user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus

from cli.doctor.check import Check, CheckFailed, CheckSkipped
from cli.doctor.http import json_object, request


class ApiChecks:
    """
    Args:
        url: returns what stands before `/api`; raises CheckFailed.
        token: of a user, or None.
        headers: sent with every request.
    """

    def __init__(self, url: Callable[[], str], token: str | None, headers: Mapping[str, str]) -> None:
        self._url, self._token, self._headers = url, token, dict(headers)

    def all(self) -> list[Check]:
        logs = "look at the log of the api function and at its errors alarm"
        issuer = "get a new token, and check alex:jwtIssuer and alex:jwtAudience in the stack's settings"
        return [
            Check("API: health", self.health, logs, seconds=20),
            Check("API: strangers are refused", self.refuses_strangers, "check the API's JWT authorizer", seconds=20),
            # Longer than the others: the database may have to wake up.
            Check("API: a user's call", self.call, issuer, seconds=35),
        ]

    def health(self) -> str:
        body = json_object(request("GET", f"{self._url()}/api/health", headers=self._headers))
        if body.get("status") != "ok":
            raise CheckFailed(f"says that it is {body.get('status')!r} instead of 'ok'")
        return f"release {body.get('release', 'unknown')}"

    def refuses_strangers(self) -> str:
        status = request("GET", f"{self._url()}/api/jobs", headers=self._headers).status_code
        if status != HTTPStatus.UNAUTHORIZED:
            raise CheckFailed(f"a call without a token is answered with {status} instead of 401")
        return "401 without a token"

    def call(self) -> str:
        if self._token is None:
            raise CheckSkipped("ALEX_API_TOKEN is not set: no call as a user was made")
        headers = {**self._headers, "Authorization": f"Bearer {self._token}"}
        response = request("GET", f"{self._url()}/api/jobs", params={"limit": "1"}, headers=headers)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise CheckFailed(f"a user's call is answered with {response.status_code}", "see the api function's log")
        if not isinstance(json_object(response).get("items"), list):
            raise CheckFailed("the answer holds no list of jobs")
        return "jobs can be listed"
