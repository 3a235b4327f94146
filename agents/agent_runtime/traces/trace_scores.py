"""Scores on their way to Langfuse: each is outstanding until an answer says that it was taken.

The SDK sends scores in a thread, logs failures, and reports them nowhere else.
"""

from __future__ import annotations

import json
import threading
from http import HTTPStatus
from typing import Any, cast

import httpx

from agent_runtime.traces.trace_answers import MOST_QUOTED, redirect_to

_PATH = "/api/public/scores"


class ScoreLedger:
    """Safe to share between threads."""

    def __init__(self) -> None:
        self._outstanding: dict[str, None] = {}
        self._reason = ""
        self._lock = threading.Lock()

    def expect(self, score_id: str) -> None:
        """A score of this id is about to be sent."""
        with self._lock:
            self._outstanding[score_id] = None

    def look(self, response: httpx.Response) -> None:
        """For `event_hooks` of the client that sends the scores."""
        request = response.request
        if request.method != "POST" or not request.url.path.endswith(_PATH):
            return
        response.read()
        sent = [str(score.get("id")) for score in json.loads(request.content)]
        taken, reason = _taken(response, len(sent))
        with self._lock:
            for score_id in sent[:taken]:
                self._outstanding.pop(score_id, None)
            self._reason = reason or self._reason

    def settle(self) -> tuple[int, str]:
        """The scores that no answer has confirmed, and the last refusal's reason. Then starts over."""
        with self._lock:
            lost, reason = len(self._outstanding), self._reason
            self._outstanding.clear()
            self._reason = ""
        return lost, reason if lost else ""


def _taken(response: httpx.Response, sent: int) -> tuple[int, str]:
    """How many scores of a request were taken, and why not all."""
    if response.is_redirect:
        return 0, redirect_to(response.status_code, response.headers.get("location"))
    if not response.is_success:
        return 0, f"scores: answered {response.status_code}"
    try:
        answer: Any = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        return 0, f"scores: answered {response.status_code} without a JSON object"
    body = cast("dict[str, Any]", answer)
    rejected = int(body.get("rejected") or 0)
    if not rejected and response.status_code != HTTPStatus.MULTI_STATUS:
        return sent, ""
    # The answer does not say which ones: the count is what matters.
    errors: list[Any] = body.get("errors") or []
    first = str(cast("dict[str, Any]", errors[0]).get("message")) if errors and isinstance(errors[0], dict) else ""
    return max(0, sent - rejected), f"scores: {rejected} rejected: {first[:MOST_QUOTED]}" if rejected else ""
