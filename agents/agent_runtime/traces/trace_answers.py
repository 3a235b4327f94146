"""What a server's answer to spans says about them: a status below 400 alone does not mean that they were stored.

OpenTelemetry's exporter takes every status from 200 to 399 for success and reads no answer. A redirect, the sign-in
page of a proxy, and a partial success would then lose spans unseen.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

#: Characters of an answer that a log line quotes.
MOST_QUOTED = 120


class NotTaken(Exception):
    """The server did not take the spans, although its status may look like success. The message is for the log."""


class SpanAnswers:
    """The answers to one exporter's requests, which it sends one after the other."""

    def __init__(self) -> None:
        self.rejected = 0
        """Spans that the last answer rejects, while it takes the others of its request."""
        self.reason = ""
        """Why spans were not taken, as the last refusal says."""

    def look(self, response: requests.Response) -> None:
        """Reads an answer. Raises NotTaken when it is no success of a trace server."""
        self.rejected = 0
        try:
            self.rejected, message = _partial_success(response)
        except NotTaken as error:
            self.reason = str(error)
            raise
        if self.rejected:
            self.reason = f"partial success: {message[:MOST_QUOTED] or 'no reason given'}"
        elif not response.ok:
            self.reason = f"answered {response.status_code}"


def redirect_to(status: int, location: str | None) -> str:
    """The sentence about a redirect. Of the target only scheme and host: a path or query may hold a secret."""
    target = urlsplit(location or "")
    where = f" to {target.scheme}://{target.hostname}" if target.hostname else ""
    return f"answered {status}, a redirect{where}, which is not followed: langfuseBaseUrl must be the final address"


def _partial_success(response: requests.Response) -> tuple[int, str]:
    """Rejected spans and the reason. Nothing for an error status, which the exporter reports itself."""
    if response.ok and response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
        raise NotTaken(redirect_to(response.status_code, response.headers.get("location")))
    if not response.ok or not response.content:
        return 0, ""
    try:
        if "json" in response.headers.get("content-type", "") or response.content.lstrip()[:1] == b"{":
            return _of_json(json.loads(response.content))
        answer = ExportTraceServiceResponse.FromString(response.content)
    except (ValueError, DecodeError) as error:
        kind = response.headers.get("content-type", "no content type")
        raise NotTaken(f"answered {response.status_code} with {kind}, which is no answer of a trace server") from error
    return answer.partial_success.rejected_spans, answer.partial_success.error_message


def _of_json(answer: Any) -> tuple[int, str]:
    """Langfuse answers in JSON, whatever it was sent. Counts of 64 bits may be texts there."""
    if not isinstance(answer, dict):
        raise ValueError("no JSON object")
    partial: Any = cast("dict[str, Any]", answer).get("partialSuccess") or {}
    return int(partial.get("rejectedSpans") or 0), str(partial.get("errorMessage") or "")
