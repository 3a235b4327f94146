"""The `alex` command's side of the HTTP API."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any

import httpx

from cli.run.portfolio_file import PortfolioFile
from cli.shared.errors import UserError
from cli.shared.reach import http
from components.foundation import time_limits

#: Longer than CloudFront waits, so that its answer arrives.
TIMEOUT_SECONDS = float(time_limits.CLIENT)
_UNREACHABLE = "check the system: alex doctor"
#: Longest `Retry-After` that is waited for; a request is repeated once.
PATIENCE_SECONDS = 60
TOO_MANY_REQUESTS, UNAVAILABLE = 429, 503
#: Header of the secret that CloudFront sends; a test compares it with `agent_runtime.origin`'s.
ORIGIN_HEADER = "x-alex-origin"
#: Of a broker's file; a test compares it with `api.body`'s.
FILE_MEDIA_TYPE = "application/octet-stream"


class ApiClient:
    """Calls Alex's API as one user.

    Args:
        base_url: URL before `/api`.
        token: a JWT of the user.
        origin_secret: CloudFront's shared secret, for calls that bypass CloudFront; CloudFront overwrites it.
    """

    def __init__(self, base_url: str, token: str, origin_secret: str) -> None:
        headers = {"Authorization": f"Bearer {token}", ORIGIN_HEADER: origin_secret}
        self._http = http.client(base_url, headers=headers, timeout=TIMEOUT_SECONDS)

    def __enter__(self) -> ApiClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def call(
        self, method: str, path: str, body: dict[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """The decoded answer, after one retry if the API asks for it.

        Raises:
            UserError: the API cannot be reached, or answered with a problem.
        """
        return self._answer(path, self._http.build_request(method, f"/api{path}", json=body, headers=headers))[0]

    def replace_portfolio(self, portfolio: PortfolioFile) -> None:
        """Makes the user's stored portfolio the one in the file. If it is refused, the stored one is as it was."""
        self.call("PUT", "/portfolio", portfolio.body())

    def import_file(
        self, name: str, content: bytes, query: Mapping[str, str], tag: str | None = None
    ) -> tuple[dict[str, Any], str]:
        """What was read from a broker's file, and the tag of the portfolio that is stored then.

        Args:
            name: of the file.
            content: the file.
            query: further parameters of `POST /imports`.
            tag: of the portfolio that the file is stored on; None for any.
        """
        headers = {"Content-Type": FILE_MEDIA_TYPE, **({"If-Match": tag} if tag else {})}
        asked = {"name": name, **query}
        request = self._http.build_request("POST", "/api/imports", content=content, params=asked, headers=headers)
        return self._answer("/imports", request)

    def start_analysis(self) -> str:
        """Id of the new job. A repeated request starts no second one."""
        return self.call("POST", "/analyze", {}, {"Idempotency-Key": str(uuid.uuid4())})["job_id"]

    def job(self, job_id: str) -> dict[str, Any]:
        return self.call("GET", f"/jobs/{job_id}")

    def _answer(self, path: str, request: httpx.Request) -> tuple[Any, str]:
        """The decoded answer and its tag, after one retry if the API asks for it."""
        asked = f"{request.method} /api{path}"
        try:
            response = self._http.send(request)
            if (seconds := _wait_for(response)) is not None:
                time.sleep(seconds)
                response = self._http.send(request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UserError(f"{asked}: the API cannot be reached: {error}", _UNREACHABLE) from error
        if response.is_success:
            return _content(response), response.headers.get("etag", "")
        raise UserError(f"{asked}: {_problem(response)}")


def _wait_for(response: httpx.Response) -> int | None:
    """Seconds until the request may be repeated; None if it may not be, or only after PATIENCE_SECONDS."""
    request = response.request
    # After a 429 the request had no effect; after a 503 that is unknown.
    repeatable = request.method != "POST" or "idempotency-key" in request.headers
    if not (response.status_code == TOO_MANY_REQUESTS or (response.status_code == UNAVAILABLE and repeatable)):
        return None
    seconds = response.headers.get("retry-after", "")
    return int(seconds) if seconds.isdecimal() and int(seconds) <= PATIENCE_SECONDS else None


def _content(response: httpx.Response) -> Any:
    """The decoded body; None without one. Raises UserError for anything else than JSON."""
    try:
        return response.json() if response.content else None
    except ValueError:
        asked = f"{response.request.method} {response.request.url.path}"
        raise UserError(f"{asked}: the answer is not the API's: {response.text[:60]!r}", _UNREACHABLE) from None


def _problem(response: httpx.Response) -> str:
    try:
        problem = dict(response.json())
    except (ValueError, TypeError):
        return f"{response.status_code} {response.reason_phrase}"
    details = "; ".join(f"{e['field']}: {e['message']}" for e in problem.get("errors", []))
    text = details or problem.get("detail") or problem.get("title") or problem.get("message") or "no reason given"
    return f"{response.status_code}: {text}"
