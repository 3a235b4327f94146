"""Serves Converse from an OpenAI-compatible server."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.errors import LocalError
from local.fake_model.requests import request_problem
from local.loopback import client_options
from local.real_model.openai_errors import converse_error, error_text, lacks_tools, transport_error
from local.real_model.openai_request import JsonObject, chat_request
from local.real_model.openai_response import converse_response
from local.real_model.replies import ConverseError
from local.real_model.source import OpenAISource

KEY_VARIABLE = "OPENAI_API_KEY"
#: A small model on a laptop's processor may take minutes for one answer; a caller that gives up ends the call.
ANSWER_SECONDS = 600.0
CONNECT_SECONDS = 5.0
_PROBE_SECONDS = 60.0
_PROBE_TOKENS = 48
_NO_CALL = (
    "{model} answered with text where a tool call was required; its chat template may have no tools. "
    "Expect degraded analyses, or choose another model."
)
_CHECK_URL = "check the model's name and the base URL, which often ends in /v1"
_REFUSED_KEY, _NOT_FOUND = (401, 403), 404


def openai_app(source: OpenAISource, environment: Mapping[str, str]) -> Starlette:
    """The server as an ASGI application; the key, if there is one, is the environment's."""
    gateway = _Gateway(source, environment)
    return Starlette(
        routes=[Route("/model/{model_id:path}/converse", gateway.converse, methods=["POST"])],
        lifespan=gateway.lifespan,
    )


def check_openai(source: OpenAISource, environment: Mapping[str, str]) -> str | None:
    """Asks the model for a tool call.

    Returns:
        A warning for a model that answers with text although a call was required; None if all is well.

    Raises:
        LocalError: a wrong URL, key or model, or a model without tools.
    """
    schema = {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}
    spec = {"name": "say", "description": "Say a word.", "inputSchema": {"json": schema}}
    body = {
        "messages": [{"role": "user", "content": [{"text": "Say hello."}]}],
        "toolConfig": {"tools": [{"toolSpec": spec}], "toolChoice": {"any": {}}},
        "inferenceConfig": {"maxTokens": _PROBE_TOKENS},
    }
    address = f"{source.base_url}/chat/completions"
    timeout = httpx.Timeout(_PROBE_SECONDS, connect=CONNECT_SECONDS)
    try:
        answer = httpx.post(
            address,
            json=chat_request(source.model, body),
            headers=_headers(environment),
            timeout=timeout,
            **client_options(address),
        )
    except httpx.TimeoutException as error:
        raise LocalError(
            f"--model: {address} did not answer within {_PROBE_SECONDS:.0f} s", "wait until it has loaded the model"
        ) from error
    except httpx.HTTPError as error:
        raise LocalError(f"--model: {address} does not answer ({error})", "is the server running?") from error
    if answer.is_success:
        try:
            reply = converse_response(answer.json(), 0)
        except (ValueError, ConverseError) as error:
            raise LocalError(f"--model: {address} answers something else than chat completions", _CHECK_URL) from error
        return _NO_CALL.format(model=source.model) if _only_talks(reply) else None
    problem, hint = _refusal(source, answer, environment)
    raise LocalError(f"--model: {' '.join(problem.split())}", hint)


def _only_talks(reply: JsonObject) -> bool:
    """Whether the model wrote text and called nothing. Reasoning that was cut off may have led to a call."""
    content: list[JsonObject] = reply["output"]["message"]["content"]
    malformed = reply["stopReason"] == "malformed_tool_use"
    return not malformed and any("text" in block for block in content) and not any("toolUse" in b for b in content)


def _refusal(source: OpenAISource, answer: httpx.Response, environment: Mapping[str, str]) -> tuple[str, str]:
    """The fault, and the remedy."""
    text, status = error_text(answer), answer.status_code
    if lacks_tools(text):
        return f"{source.model} takes no tools ({text})", "choose a model whose chat template has tools"
    if status in _REFUSED_KEY:
        state = "is refused" if environment.get(KEY_VARIABLE) else "is not set"
        return (
            f"{source.base_url} asks for a key: {KEY_VARIABLE} {state} ({text})",
            f"set {KEY_VARIABLE} to a valid key",
        )
    if status == _NOT_FOUND:
        return f"{source.base_url} has no model {source.model!r}: {text}", _CHECK_URL
    return f"{source.base_url} answers {status} for {source.model!r}: {text}", "read the server's log"


def _headers(environment: Mapping[str, str]) -> dict[str, str]:
    key = environment.get(KEY_VARIABLE)
    return {"authorization": f"Bearer {key}"} if key else {}


class _Gateway:
    def __init__(self, source: OpenAISource, environment: Mapping[str, str]) -> None:
        self._source = source
        self._headers = _headers(environment)
        self._client: httpx.AsyncClient | None = None

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncGenerator[None]:
        timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        async with httpx.AsyncClient(
            base_url=self._source.base_url,
            headers=self._headers,
            timeout=timeout,
            **client_options(self._source.base_url),
        ) as client:
            self._client = client
            yield

    async def converse(self, request: Request) -> Response:
        started = time.monotonic()
        try:
            body = await request.json()
            problem = request_problem(body)
            if problem:
                raise ConverseError("ValidationException", problem)
            answer = await self._until_left(request, chat_request(self._source.model, body))
            if not answer.is_success:
                raise converse_error(answer)
            return JSONResponse(converse_response(answer.json(), round((time.monotonic() - started) * 1000)))
        except ConverseError as error:
            return error.response()
        except httpx.HTTPError as error:
            return transport_error(error).response()
        except json.JSONDecodeError as error:
            reason = f"The model's server did not answer in JSON: {error}"
            return ConverseError("ModelErrorException", reason).response()

    async def _until_left(self, request: Request, body: JsonObject) -> httpx.Response:
        """The server's answer. A client that leaves ends the call: nobody would read what a model goes on to write."""
        assert self._client is not None, "the application has not started"
        call = asyncio.ensure_future(self._client.post("/chat/completions", json=body))
        left = asyncio.ensure_future(_disconnected(request))
        try:
            await asyncio.wait({call, left}, return_when=asyncio.FIRST_COMPLETED)
            if call.done():
                return call.result()
            raise ConverseError("ModelTimeoutException", "The caller has left.")
        finally:
            call.cancel()
            left.cancel()


async def _disconnected(request: Request) -> None:
    message: Any = {}
    while message.get("type") != "http.disconnect":
        message = await request.receive()
