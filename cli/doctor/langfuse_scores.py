"""Check that Langfuse takes scores as the functions send them: an older server refuses every one, and takes traces."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from cli.doctor.check import Check, CheckFailed
from cli.doctor.http import json_object, request

#: The first server that takes scores as a list, which is how the functions' SDK (5) sends them: its migration guide.
NEEDED = (4, 59, 0)
SCORE_NAME = "alex-doctor"
UPGRADE = "upgrade Langfuse's web and worker to 4.59.0 or later: traces arrive without it, scores do not"
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


def too_old(version: str, base_url: str) -> str | None:
    """The sentence about a server that is too old for the functions' SDK. None for Langfuse's own cloud."""
    found = _VERSION.match(version)
    host = urlsplit(base_url).hostname or ""
    if found is None or host.endswith("langfuse.com") or tuple(map(int, found.groups())) >= NEEDED:
        return None
    needed = ".".join(map(str, NEEDED))
    return f"version {version} is too old for the functions' SDK, which needs {needed}: every score is refused"


def score_check(base_url: str, keys: Callable[[], tuple[str, str]]) -> Check:
    """Sends a score of an empty trace of the doctor's."""

    def send() -> str:
        score = {"id": secrets.token_hex(16), "traceId": secrets.token_hex(16), "name": SCORE_NAME, "value": 1}
        url = f"{base_url.rstrip('/')}/api/public/scores"
        response = request("POST", url, json=[score | {"dataType": "NUMERIC"}], auth=keys())
        if response.status_code == HTTPStatus.BAD_REQUEST:
            raise CheckFailed(f"refuses scores as a list, the form of the functions' SDK: {response.text[:80]}")
        body = json_object(response, taken=(HTTPStatus.OK, HTTPStatus.ACCEPTED, HTTPStatus.MULTI_STATUS))
        if body.get("rejected"):
            raise CheckFailed(f"rejects a score: {_first(body.get('errors'))}", "read Langfuse's own logs")
        return "taken"

    return Check("Langfuse: a score sent", send, UPGRADE)


def _first(errors: Any) -> str:
    return str(errors[0])[:80] if isinstance(errors, list) and errors else "no reason given"
