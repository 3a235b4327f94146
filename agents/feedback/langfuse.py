"""Langfuse's endpoints for scores. Each request says whether Langfuse took it; nothing is sent in the background."""

from __future__ import annotations

from collections.abc import Generator
from http import HTTPStatus
from typing import Any, cast

import httpx

from agent_runtime.traces.trace_keys import KeysUnreadable, LangfuseKeys, read_keys

TIMEOUT_SECONDS = 5.0
_PATH = "/api/public/scores"
#: About what was sent. Every other refusal is one of the keys, of the server, or of its state.
_ABOUT_THE_SCORE = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}


class NotTaken(Exception):
    """Langfuse did not take it. The message is for the log; it holds no key and nothing of a comment."""


class Refused(NotTaken):
    """This score only: others may be taken."""


class Away(NotTaken):
    """Nothing would be taken now."""


class Scores:
    """The scores of one project.

    Args:
        base_url: of the server.
    """

    def __init__(self, base_url: str) -> None:
        self._client = httpx.Client(base_url=base_url, auth=_Auth(), timeout=TIMEOUT_SECONDS, follow_redirects=False)

    def put(self, score: dict[str, Any]) -> None:
        """Replaces a score of the same id. Raises Refused and Away."""
        answer = self._ask("POST", _PATH, json=[score])
        if not answer.is_success:
            raise _refusal(answer)
        try:
            body: Any = answer.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            # The sign-in page of a proxy, for example.
            raise Away(f"answered {answer.status_code} without a JSON object")
        if answer.status_code == HTTPStatus.MULTI_STATUS and cast("dict[str, Any]", body).get("rejected") != 0:
            raise Refused("the score was rejected")

    def delete(self, score_id: str) -> None:
        """Orders the deletion, which Langfuse carries out later. Raises Refused and Away."""
        answer = self._ask("DELETE", f"{_PATH}/{score_id}")
        if not answer.is_success and answer.status_code != HTTPStatus.NOT_FOUND:
            raise _refusal(answer)

    def close(self) -> None:
        self._client.close()

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            return self._client.request(method, path, **options)
        except KeysUnreadable as error:
            raise Away(f"keys: {error}") from None
        except httpx.HTTPError as error:
            raise Away(type(error).__name__) from error


def _refusal(answer: httpx.Response) -> NotTaken:
    # A redirect is no success either: nothing was taken where it leads.
    kind = Refused if answer.status_code in _ABOUT_THE_SCORE else Away
    return kind(f"answered {answer.status_code}")


class _Auth(httpx.Auth):
    """The project's keys. They may have been rotated: a request that is refused is sent again if there are new ones."""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        keys = read_keys()
        _sign(request, keys)
        answer = yield request
        if answer.status_code == HTTPStatus.UNAUTHORIZED and (new := read_keys(refresh=True)) != keys:
            _sign(request, new)
            yield request


def _sign(request: httpx.Request, keys: LangfuseKeys) -> None:
    request.headers["Authorization"] = keys.authorization
