"""Check that Langfuse takes scores as the functions send them: an older server refuses every one, and takes traces."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from cli.doctor.check import Check, CheckFailed
from cli.doctor.http import json_object, request
from cli.doctor.langfuse_version import UPGRADE
from cli.trace.model import HEALTH_CHECK

SCORE_NAME = "alex-doctor"


def score_check(base_url: str, keys: Callable[[], tuple[str, str]]) -> Check:
    """Sends a score of an empty trace of the doctor's."""

    def send() -> str:
        score = {
            "id": secrets.token_hex(16),
            "traceId": secrets.token_hex(16),
            "name": SCORE_NAME,
            "value": 1,
            "dataType": "NUMERIC",
            "environment": HEALTH_CHECK,
        }
        url = f"{base_url.rstrip('/')}/api/public/scores"
        response = request("POST", url, json=[score], auth=keys())
        if response.status_code == HTTPStatus.BAD_REQUEST:
            raise CheckFailed(f"refuses scores as a list, the form of the functions' SDK: {response.text[:80]}")
        body = json_object(response, taken=(HTTPStatus.OK, HTTPStatus.ACCEPTED, HTTPStatus.MULTI_STATUS))
        if body.get("rejected"):
            raise CheckFailed(f"rejects a score: {_first(body.get('errors'))}", "read Langfuse's own logs")
        return "taken"

    return Check("Langfuse: a score sent", send, UPGRADE)


def _first(errors: Any) -> str:
    return str(errors[0])[:80] if isinstance(errors, list) and errors else "no reason given"
