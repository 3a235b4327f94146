"""Every invocation gives the planner a reply, even a failed one."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.response import StreamingBody
from botocore.stub import Stubber

from agent_runtime.contracts import MAX_TEXT, AgentReply, AgentRequest, ErrorKind, JobContext
from agent_runtime.invoke import SpecialistInvoker

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


def test_a_throttled_invocation_is_unreachable() -> None:
    client = boto3.client("lambda", region_name="us-east-1")
    with Stubber(client) as stub:
        stub.add_client_error("invoke", "TooManyRequestsException", http_status_code=429)
        reply = asyncio.run(SpecialistInvoker({"reporter": "r"}, client)("reporter", REQUEST))
    assert reply.error is not None
    assert reply.error.kind is ErrorKind.UNREACHABLE


def test_a_specialist_that_does_not_answer_is_a_timeout() -> None:
    class Silent:
        def invoke(self, **_: Any) -> None:
            raise ReadTimeoutError(endpoint_url="http://lambda")

    reply = asyncio.run(SpecialistInvoker({"reporter": "r"}, Silent())("reporter", REQUEST))
    assert reply.error is not None
    assert reply.error.kind is ErrorKind.TIMEOUT
