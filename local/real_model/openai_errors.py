"""Translates errors of OpenAI-compatible servers into Bedrock's."""

from __future__ import annotations

import json
import re
from typing import Any, cast

import httpx

from local.real_model.replies import ConverseError

_TOO_LONG = re.compile(r"context[ _](?:size|length|window)|too many tokens|prompt is too long", re.IGNORECASE)
_NO_TOOLS = re.compile(
    r"does not support tools|requires? --jinja|tools? .*not supported|--enable-auto-tool", re.IGNORECASE
)
_LOADING = re.compile(r"loading model|model is loading", re.IGNORECASE)
#: Text of Bedrock's own error, by which callers know that the prompt must be shortened.
TOO_LONG = "Input is too long for requested model."
_BY_STATUS = {
    401: "AccessDeniedException",
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    408: "ModelTimeoutException",
    429: "ThrottlingException",
    500: "InternalServerException",
    504: "ModelTimeoutException",
}
_CLIENT_ERRORS = range(400, 500)


def converse_error(response: httpx.Response) -> ConverseError:
    """The error that Bedrock would send for this answer, which is none of 2xx."""
    message = error_text(response)
    if _TOO_LONG.search(message):
        return ConverseError("ValidationException", TOO_LONG)
    if lacks_tools(message):
        return ConverseError("ValidationException", f"This model doesn't support tool use: {message}")
    if _LOADING.search(message):
        return ConverseError("ModelNotReadyException", message)
    fallback = "ValidationException" if response.status_code in _CLIENT_ERRORS else "ServiceUnavailableException"
    return ConverseError(_BY_STATUS.get(response.status_code, fallback), message)


def transport_error(error: httpx.HTTPError) -> ConverseError:
    """No answer at all."""
    if isinstance(error, httpx.TimeoutException):
        return ConverseError("ModelTimeoutException", f"The model did not answer in time ({type(error).__name__}).")
    return ConverseError("ServiceUnavailableException", f"The model's server does not answer: {error}")


def lacks_tools(message: str) -> bool:
    """Whether a server refuses because the model, or its chat template, takes no tools."""
    return _NO_TOOLS.search(message) is not None


def error_text(response: httpx.Response) -> str:
    """`error.message`, `error`, `detail` or `message` of the body, else its beginning."""
    try:
        body: Any = json.loads(response.text)
    except ValueError:
        body = None
    found: Any = body
    if isinstance(body, dict):
        fields = cast(dict[str, Any], body)
        found = fields.get("error") or fields.get("detail") or fields.get("message")
        if isinstance(found, dict):
            found = cast(dict[str, Any], found).get("message") or found
    text = found if isinstance(found, str) else response.text
    return text.strip()[:500] or f"HTTP {response.status_code} without a text"
