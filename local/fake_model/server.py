"""A fake of Bedrock's Converse API on loopback. It is not a language model, and a header of every response says so.

It speaks the real wire format (`POST /model/{id}/converse`) and answers from rules that read the actual request. So
everything around a model runs without one: the same request gets the same answer, the figures are the portfolio's,
usage and latency are plausible.

Tests control it: `POST /__control` sets failures and misbehaviours, `GET /__calls` lists what was asked.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from local.fake_model import responder_for
from local.fake_model.behaviours.behaviour import Dropped, Moment, Outcome, Refusal
from local.fake_model.behaviours.chosen import Misbehaviour
from local.fake_model.capabilities import capabilities, refusal
from local.fake_model.conversation import Answer, Conversation, ToolCall, read
from local.fake_model.converse import ERRORS, PromptCache, Turn, response, turn
from local.fake_model.requests import request_problem

FAKE_MODEL_HEADER = {"x-alex-fake-model": "rules, not a language model"}
LATENCY_VARIABLE = "ALEX_MODEL_LATENCY"
FIRST_TOKEN_SECONDS = 0.15
SECONDS_PER_TOKEN = 0.001
LONGEST_SECONDS = 0.8

StopReason = Literal["max_tokens", "guardrail_intervened", "content_filtered", "model_context_window_exceeded"]


class Failure(BaseModel):
    """A failure to return instead of an answer."""

    model_config = ConfigDict(extra="forbid")

    match: str
    """Name of the work (`reporter`) or of a tool the request offers."""
    containing: str = ""
    """Text that the request must contain, e.g. a symbol: with it, one job fails among many."""
    error: str | None = None
    """A Bedrock error, e.g. `ThrottlingException`."""
    message: str | None = None
    """The error's text; by default it says that the failure was requested."""
    reply: str | dict[str, Any] | None = None
    """Instead of an error: this text (empty for no content at all), or this input to the tool that takes the structured
    answer."""
    stop_reason: StopReason | None = None
    """Stop reason of the normal answer: `max_tokens` for a truncated answer, a refusal for a blocked one."""
    seconds: float = Field(ge=0, default=0)
    """Additional delay of the answer or the error."""
    drop: bool = False
    """Closes the connection in the middle of the answer."""
    times: int = Field(ge=1, default=1)

    @field_validator("error")
    @classmethod
    def _is_bedrocks(cls, error: str | None) -> str | None:
        if error is not None and error not in ERRORS:
            raise ValueError(f"must be one of {', '.join(ERRORS)}")
        return error


class Control(BaseModel):
    """Body of `POST /__control`. A list replaces the one before, an empty list ends it; a list left out stays."""

    model_config = ConfigDict(extra="forbid")

    fail: list[Failure] | None = None
    behave: list[Misbehaviour] | None = None


class Torn(Response):
    """Announces more bytes than it sends: the server closes the connection and the client reads a truncated body."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"output": ', "more_body": False})


class ModelServer:
    """State of the fake model: prompt cache, pending failures and received calls.

    Args:
        latency: factor on the usual latency of 0.15 s plus 1 ms per output token (at most 0.8 s); 0 answers at once.
        misbehaviours: those that are due.
    """

    def __init__(self, latency: float, misbehaviours: Sequence[Misbehaviour] = ()) -> None:
        self._latency = latency
        self._cache = PromptCache()
        self._failures: list[Failure] = []
        self._misbehaviours = list(misbehaviours)
        self._calls: list[dict[str, Any]] = []

    async def converse(self, request: Request) -> Response:
        model_id, started = request.path_params["model_id"], time.time()
        try:
            body = await request.json()
        except json.JSONDecodeError as error:
            return _error("ValidationException", f"The request is not JSON: {error}")
        problem = request_problem(body) or refusal(body, capabilities(model_id))
        if problem:
            self._calls.append({"work": "refused", "model_id": model_id, "started": started, "error": problem})
            return _error("ValidationException", problem)
        conversation = read(body)
        try:
            name, respond = responder_for(conversation)
        except LookupError as error:
            return _error("ValidationException", str(error))
        call: dict[str, Any] = {"work": name, "model_id": model_id, "started": started}
        self._calls.append(call)
        failure = self._due(name, conversation, body)
        if failure:
            await asyncio.sleep(failure.seconds)
        if failure and (failure.error or failure.drop):
            return _failed(call, failure.error, failure.message or f"{failure.error}, as requested.")
        forced = failure is not None and failure.reply is not None
        try:
            answer = _forced(failure.reply, conversation) if failure and forced else respond(conversation)
            made = self._misbehaved(call, Moment(name, conversation, body, answer)) or answer
        except LookupError as error:
            return _failed(call, "ValidationException", f"The fake model misses something in the request: {error}")
        if isinstance(made, Refusal):
            return _failed(call, made.error, made.message)
        if isinstance(made, Dropped):
            return _failed(call, None, "")
        stop = {"stop_reason": failure.stop_reason} if failure and failure.stop_reason else {}
        turned = turn(replace(made, **stop), body)
        return await self._answered(call, turned, self._cache.input_usage(model_id, body), made.seconds)

    def _misbehaved(self, call: dict[str, Any], moment: Moment) -> Outcome:
        """The first misbehaviour that this turn gives an occasion for."""
        for misbehaviour in self._misbehaviours:
            made = misbehaviour.outcome(moment)
            if made is not None:
                call["behaviour"] = misbehaviour.behaviour
                call |= {"said": _words(made), "instead_of": _words(moment.answer)}
                return made
        return None

    async def _answered(
        self, call: dict[str, Any], made: Turn, input_usage: dict[str, int], late: float
    ) -> JSONResponse:
        usual = min(LONGEST_SECONDS, FIRST_TOKEN_SECONDS + SECONDS_PER_TOKEN * made.output_tokens)
        seconds = self._latency * usual + late
        await asyncio.sleep(seconds)
        payload = response(made, input_usage, round(seconds * 1000))
        tools = [block["toolUse"]["name"] for block in made.content if "toolUse" in block]
        call |= {"tool_calls": tools, "stop_reason": made.stop_reason, "usage": payload["usage"], "ended": time.time()}
        return JSONResponse(payload, headers=_headers())

    def _due(self, name: str, conversation: Conversation, body: dict[str, Any]) -> Failure | None:
        for failure in self._failures:
            matches = failure.match == name or failure.match in conversation.tools
            if failure.times and matches and (not failure.containing or failure.containing in json.dumps(body)):
                failure.times -= 1
                return failure
        return None

    async def control(self, request: Request) -> JSONResponse:
        try:
            asked = Control.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse({"errors": error.errors(include_context=False)}, status_code=400)
        self._failures = self._failures if asked.fail is None else asked.fail
        self._misbehaviours = self._misbehaviours if asked.behave is None else asked.behave
        return JSONResponse({"failures": len(self._failures), "misbehaviours": len(self._misbehaviours)})

    async def calls(self, _request: Request) -> JSONResponse:
        return JSONResponse({"calls": self._calls})


def _forced(reply: str | dict[str, Any] | None, conversation: Conversation) -> Answer:
    if isinstance(reply, dict):
        return Answer("", calls=(ToolCall(conversation.submit_tool, reply),))
    return Answer("", text=reply or "")


def _words(made: Outcome) -> str:
    """What an answer says: its text, or the input of its calls."""
    if not isinstance(made, Answer):
        return ""
    return made.text or json.dumps([call.input for call in made.calls], ensure_ascii=False)


def _failed(call: dict[str, Any], error: str | None, message: str) -> Response:
    """A Bedrock error, or a connection that breaks."""
    call |= {"error": error or "dropped", "ended": time.time()}
    return _error(error, message) if error else Torn()


def _error(name: str, message: str) -> JSONResponse:
    """An error as Bedrock sends it."""
    return JSONResponse({"message": message}, ERRORS[name], {**_headers(), "x-amzn-errortype": name})


def _headers() -> dict[str, str]:
    return {**FAKE_MODEL_HEADER, "x-amzn-requestid": str(uuid.uuid4())}


def create_app(latency: float | None = None, misbehaviours: Sequence[Misbehaviour] = ()) -> Starlette:
    """The server as an ASGI application.

    Args:
        latency: factor on the usual latency, 0 for none; by default `ALEX_MODEL_LATENCY`, else 1.
        misbehaviours: from the start, until a control request replaces them.

    Raises:
        ValueError: if the variable is not a number of 0 or more.
    """
    factor = float(os.environ.get(LATENCY_VARIABLE, "1")) if latency is None else latency
    if not factor >= 0:
        raise ValueError(f"{LATENCY_VARIABLE} must be a number of 0 or more, not {factor}")
    server = ModelServer(factor, misbehaviours)
    return Starlette(
        routes=[
            Route("/model/{model_id:path}/converse", server.converse, methods=["POST"]),
            Route("/__control", server.control, methods=["POST"]),
            Route("/__calls", server.calls, methods=["GET"]),
        ]
    )
