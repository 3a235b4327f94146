"""Every invocation gives the planner a reply, even a failed one."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from botocore.response import StreamingBody
from botocore.stub import Stubber

from agent_runtime import deadline, refusals
from agent_runtime.contracts import MAX_TEXT, AgentReply, AgentRequest, ErrorKind, JobContext
from agent_runtime.invoke import LEAST_SECONDS, SpecialistInvoker
from agent_runtime.refusals import REFUSED

REQUEST = AgentRequest(job=JobContext(job_id="j", user_id="u", session_id="s"))


def answered(body: bytes, **fields: Any) -> AgentReply:
    client = boto3.client("lambda", region_name="us-east-1")
    with Stubber(client) as stub:
        payload = StreamingBody(io.BytesIO(body), len(body))
        stub.add_response("invoke", {"StatusCode": 200, "Payload": payload, **fields})
        return asyncio.run(SpecialistInvoker({"reporter": "alex-test-reporter"}, client)("reporter", REQUEST))


def test_a_reply_comes_back_as_it_is() -> None:
    reply = AgentReply(ok=True, output={"words": 3})
    assert answered(reply.model_dump_json().encode()) == reply


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"hello": "world"}', id="another object"),
        pytest.param(b"null", id="null"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>oops</html>", id="no JSON"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(b'{"ok": true, "output": {}, "surprise": 1}', id="an unknown field"),
        pytest.param(b'{"ok": false}', id="failed without an error"),
        pytest.param(b'{"ok": true, "error": {"kind": "timeout", "message": "m"}}', id="ok with an error"),
        pytest.param(b'{"ok": true, "output": {}, "usage": {"cost_usd": -1}}', id="a negative cost"),
        pytest.param(b'{"ok": true, "output": {}, "usage": {"cost_usd": NaN}}', id="a cost that is no number"),
    ],
)
def test_garbage_is_an_error_that_names_the_specialist(body: bytes) -> None:
    reply = answered(body)
    assert reply.error is not None
    assert reply.error.kind is ErrorKind.INTERNAL
    assert "reporter" in reply.error.message


def test_an_error_as_long_as_a_book_is_cut() -> None:
    said = {"ok": False, "error": {"kind": "internal", "message": "a\x00" + "x" * 1_000_000}}
    reply = answered(json.dumps(said).encode())
    assert reply.error is not None
    assert len(reply.error.message) <= MAX_TEXT
    assert "\x00" not in reply.error.message


@pytest.mark.parametrize(
    ("message", "kind"),
    [("Task timed out after 60.00 seconds", ErrorKind.TIMEOUT), ("Unable to import module", ErrorKind.INTERNAL)],
)
def test_a_function_that_died_is_an_error(message: str, kind: ErrorKind) -> None:
    body = json.dumps({"errorMessage": message, "errorType": "x"}).encode()
    reply = answered(body, FunctionError="Unhandled")
    assert reply.error is not None
    assert reply.error.kind is kind


class Lambda:
    """Raises the errors, one a call, and then answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.calls = list(errors), 0

    def invoke(self, **_: Any) -> dict[str, Any]:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return {"Payload": io.BytesIO(AgentReply(ok=True, output={"words": 3}).model_dump_json().encode())}


def refused(code: str, status: int = 400) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "Invoke")


def called(client: Lambda, seconds: float = 600, patience: float = 60) -> AgentReply:
    """The reply in a run that has this many seconds left."""

    async def call() -> AgentReply:
        async with deadline.bounded(seconds):
            return await SpecialistInvoker({"reporter": "r"}, client, patience)("reporter", REQUEST)

    return asyncio.run(call())


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "FIRST_SECONDS", 0.001)
    monkeypatch.setattr(refusals, "MOST_SECONDS", 0.001)


@pytest.mark.usefixtures("no_pause")
@pytest.mark.parametrize(
    "error",
    [
        *(pytest.param(refused(code), id=code) for code in REFUSED["lambda"]),
        pytest.param(refused("Unheard", 429), id="any other 429"),
        pytest.param(ConnectTimeoutError(endpoint_url="http://lambda"), id="no connection"),
        pytest.param(EndpointConnectionError(endpoint_url="http://lambda"), id="refused connection"),
    ],
)
def test_a_call_that_never_ran_is_sent_again(error: Exception) -> None:
    client = Lambda(error, error)
    assert called(client).output == {"words": 3}
    assert client.calls == 3


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(refused("ServiceException", 500), id="Lambda itself failed"),
        pytest.param(refused("AccessDeniedException", 403), id="not allowed"),
        pytest.param(refused("EC2UnexpectedException", 502), id="unexpected"),
        pytest.param(ReadTimeoutError(endpoint_url="http://lambda"), id="no answer"),
        pytest.param(ConnectionClosedError(endpoint_url="http://lambda"), id="connection lost"),
    ],
)
def test_a_call_that_may_have_run_or_cannot_is_not_sent_again(error: Exception) -> None:
    client = Lambda(error)
    assert called(client).error is not None
    assert client.calls == 1


@pytest.mark.parametrize(("seconds", "patience"), [(LEAST_SECONDS - 1, 60), (600, 0)], ids=["no time", "no patience"])
def test_a_call_that_is_refused_until_the_time_is_over_is_unreachable(seconds: float, patience: float) -> None:
    client = Lambda(*[refused("TooManyRequestsException", 429)] * 1000)
    reply = called(client, seconds, patience)
    assert reply.error is not None
    assert reply.error.kind is ErrorKind.UNREACHABLE
    assert client.calls == 1


def test_a_specialist_that_does_not_answer_is_a_timeout() -> None:
    class Silent:
        def invoke(self, **_: Any) -> None:
            raise ReadTimeoutError(endpoint_url="http://lambda")

    reply = asyncio.run(SpecialistInvoker({"reporter": "r"}, Silent())("reporter", REQUEST))
    assert reply.error is not None
    assert reply.error.kind is ErrorKind.TIMEOUT
