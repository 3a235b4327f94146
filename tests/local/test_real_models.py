"""Real models over HTTP: an OpenAI-compatible server, and Bedrock's endpoint with signatures that are checked."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from local.errors import LocalError
from local.processes.servers import Server
from local.real_model.bedrock_server import BedrockAccount, bedrock_app
from local.real_model.openai_server import KEY_VARIABLE, check_openai, openai_app
from local.real_model.source import OpenAISource
from tests.waiting import PATIENCE_SECONDS, until

MODEL = "us.amazon.nova-pro-v1:0"
MESSAGES = [{"role": "user", "content": [{"text": "Hello"}]}]
SECRET = "for-the-tests"
Serve = Callable[[Any], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(app)` → its URL on loopback."""
    servers: list[Server] = []

    def start(app: Any) -> str:
        servers.append(Server("test", app))
        servers[-1].wait_ready()
        return servers[-1].url

    yield start
    for server in servers:
        server.stop()


class ChatServer:
    """A chat completions server that answers what a test says."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.reply: Callable[[], Response] = lambda: chat("Hello.")
        self.seconds = 0.0
        self.cancelled = threading.Event()
        self.app = Starlette(routes=[Route("/v1/chat/completions", self.complete, methods=["POST"])])

    async def complete(self, request: Request) -> Response:
        self.requests.append((dict(request.headers), await request.json()))
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            await asyncio.sleep(0.01)
            if await request.is_disconnected():
                self.cancelled.set()
                break
        return self.reply()


def chat(content: str, **message: Any) -> JSONResponse:
    choice = {"finish_reason": "stop", "message": {"role": "assistant", "content": content, **message}}
    return JSONResponse({"choices": [choice], "usage": {"prompt_tokens": 3, "completion_tokens": 2}})


def bedrock(url: str, timeout: float = 20) -> Any:
    config = Config(retries={"total_max_attempts": 1}, read_timeout=timeout)
    keys = {"aws_access_key_id": "AKIAEXAMPLE", "aws_secret_access_key": SECRET}
    return boto3.client("bedrock-runtime", endpoint_url=url, region_name="us-east-1", config=config, **keys)


@pytest.fixture
def upstream() -> ChatServer:
    return ChatServer()


@pytest.fixture
def source(serve: Serve, upstream: ChatServer) -> OpenAISource:
    return OpenAISource(f"{serve(upstream.app)}/v1", "tiny")


def test_converse_is_answered_by_a_chat_server(serve: Serve, source: OpenAISource, upstream: ChatServer) -> None:
    client = bedrock(serve(openai_app(source, {KEY_VARIABLE: "k1"})))

    answer = client.converse(modelId=MODEL, messages=MESSAGES)

    assert answer["output"]["message"] == {"role": "assistant", "content": [{"text": "Hello."}]}
    assert answer["usage"]["inputTokens"] == 3
    ((headers, body),) = upstream.requests
    assert headers["authorization"] == "Bearer k1"
    assert body["model"] == "tiny"


def test_without_a_key_no_authorization_is_sent(serve: Serve, source: OpenAISource, upstream: ChatServer) -> None:
    bedrock(serve(openai_app(source, {}))).converse(modelId=MODEL, messages=MESSAGES)

    assert "authorization" not in upstream.requests[0][0]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (lambda: JSONResponse({"error": {"message": "Loading model"}}, 503), "ModelNotReadyException"),
        (lambda: PlainTextResponse("<html>not json</html>"), "ModelErrorException"),
        (lambda: JSONResponse({"object": "list"}), "ModelErrorException"),
    ],
    ids=["loading", "not-json", "not-a-completion"],
)
def test_what_the_server_answers_instead_is_an_error_of_bedrocks(
    serve: Serve, source: OpenAISource, upstream: ChatServer, reply: Callable[[], Response], code: str
) -> None:
    upstream.reply = reply

    with pytest.raises(ClientError) as refused:
        bedrock(serve(openai_app(source, {}))).converse(modelId=MODEL, messages=MESSAGES)

    assert refused.value.response["Error"]["Code"] == code


def test_a_server_that_is_gone_is_unavailable(serve: Serve) -> None:
    gone = OpenAISource("http://127.0.0.1:9/v1", "tiny")

    with pytest.raises(ClientError, match="does not answer"):
        bedrock(serve(openai_app(gone, {}))).converse(modelId=MODEL, messages=MESSAGES)


def test_a_caller_that_leaves_ends_the_call(serve: Serve, source: OpenAISource, upstream: ChatServer) -> None:
    upstream.seconds = 2 * PATIENCE_SECONDS
    url = serve(openai_app(source, {}))

    caller = HTTPConnection(urlsplit(url).netloc)
    caller.request("POST", "/model/m/converse", json.dumps({"messages": MESSAGES}))
    until(lambda: upstream.requests, "the model is asked")
    caller.close()

    assert upstream.cancelled.wait(PATIENCE_SECONDS), "the model goes on writing for a caller that has left"


def test_a_model_that_is_cut_off_while_it_reasons_is_not_warned_of(source: OpenAISource, upstream: ChatServer) -> None:
    message = {"role": "assistant", "content": None, "reasoning_content": "The user wants me to"}
    upstream.reply = lambda: JSONResponse({"choices": [{"finish_reason": "length", "message": message}]})

    assert check_openai(source, {}) is None


def test_a_model_that_calls_the_required_tool_passes_the_check(source: OpenAISource, upstream: ChatServer) -> None:
    call = {"id": "c", "type": "function", "function": {"name": "say", "arguments": '{"word": "hi"}'}}
    upstream.reply = lambda: chat("", tool_calls=[call])

    assert check_openai(source, {}) is None
    assert upstream.requests[0][1]["tool_choice"] == "required"


@pytest.mark.parametrize("finish", ["stop", "length"])
def test_a_model_that_ignores_a_required_tool_is_warned_of(
    source: OpenAISource, upstream: ChatServer, finish: str
) -> None:
    answer = {"finish_reason": finish, "message": {"role": "assistant", "content": "Hello! How can I"}}
    upstream.reply = lambda: JSONResponse({"choices": [answer]})

    warning = check_openai(source, {})

    assert warning is not None
    assert "its chat template may have no tools" in warning


@pytest.mark.parametrize(
    ("status", "error", "environment", "advice"),
    [
        (401, "no key", {}, "OPENAI_API_KEY is not set"),
        (401, "bad key", {KEY_VARIABLE: "k"}, "OPENAI_API_KEY is refused"),
        (404, "model 'tiny' not found", {}, "has no model 'tiny'"),
        (400, "tiny does not support tools", {}, "choose a model whose chat template has tools"),
        (500, "tools param requires --jinja flag", {}, "choose a model whose chat template has tools"),
        (500, "boom", {}, "answers 500 for 'tiny': boom"),
    ],
)
def test_a_model_that_cannot_be_used_is_refused_in_one_line(
    source: OpenAISource, upstream: ChatServer, status: int, error: str, environment: dict[str, str], advice: str
) -> None:
    upstream.reply = lambda: JSONResponse({"error": {"message": error}}, status)

    with pytest.raises(LocalError) as refused:
        check_openai(source, environment)

    assert advice in str(refused.value)
    assert "\n" not in refused.value.problem
    assert refused.value.hint


def test_a_url_at_which_nothing_answers_is_refused_before_anything_starts() -> None:
    with pytest.raises(LocalError, match="is the server running"):
        check_openai(OpenAISource("http://127.0.0.1:9/v1", "tiny"), {})


def test_a_url_of_something_else_is_refused(source: OpenAISource, upstream: ChatServer) -> None:
    upstream.reply = lambda: PlainTextResponse("<html>")

    with pytest.raises(LocalError, match="something else than chat completions"):
        check_openai(source, {})


# Bedrock.


def signature(request: Request, body: bytes, secret: str) -> str:
    """Signature Version 4 of a request, written from AWS's description: what Bedrock computes to compare."""
    fields = dict(
        part.split("=", 1) for part in request.headers["authorization"].removeprefix("AWS4-HMAC-SHA256 ").split(", ")
    )
    _, date, region, service, last = fields["Credential"].split("/")
    names = fields["SignedHeaders"].split(";")
    canonical = "\n".join(
        [
            request.method,
            # The path is encoded once more than it was sent.
            quote(request.scope["raw_path"].decode(), safe="/~"),
            "",
            *(f"{name}:{request.headers[name]}" for name in names),
            "",
            ";".join(names),
            hashlib.sha256(body).hexdigest(),
        ]
    )
    scope = f"{date}/{region}/{service}/{last}"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, hashed])
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, last):
        key = hmac.digest(key, part.encode(), "sha256")
    assert (service, last) == ("bedrock", "aws4_request")
    return hmac.digest(key, text.encode(), "sha256").hex()


async def checked_bedrock(request: Request) -> Response:
    """Refuses as Bedrock does what is not signed with the secret."""
    body = await request.body()
    given = request.headers["authorization"].rpartition("Signature=")[2]
    if given != signature(request, body, SECRET):
        error = {"x-amzn-errortype": "InvalidSignatureException"}
        return JSONResponse({"message": "The request signature does not match."}, 403, error)
    if b"Throttle" in body:
        return JSONResponse({"message": "slow down"}, 429, {"x-amzn-errortype": "ThrottlingException"})
    text = {"text": f"{request.path_params['model']} got {json.loads(body)['messages'][0]['content'][0]['text']}"}
    return JSONResponse(
        {
            "output": {"message": {"role": "assistant", "content": [text]}},
            "stopReason": "end_turn",
            "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
            "metrics": {"latencyMs": 1},
        }
    )


@pytest.fixture
def account(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> Callable[..., BedrockAccount]:
    url = serve(Starlette(routes=[Route("/model/{model:path}/converse", checked_bedrock, methods=["POST"])]))
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", url)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")

    def with_secret(secret: str) -> BedrockAccount:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
        return BedrockAccount()

    return with_secret


def test_converse_reaches_bedrock_signed_with_the_users_credentials(
    serve: Serve, account: Callable[..., BedrockAccount]
) -> None:
    client = bedrock(serve(bedrock_app(account(SECRET))))

    answer = client.converse(modelId=MODEL, messages=MESSAGES)

    assert answer["output"]["message"]["content"] == [{"text": f"{MODEL} got Hello"}]


@pytest.mark.parametrize(
    ("secret", "text", "code"),
    [("another", "Hello", "InvalidSignatureException"), (SECRET, "Throttle", "ThrottlingException")],
)
def test_bedrocks_refusals_pass_as_they_are(
    serve: Serve, account: Callable[..., BedrockAccount], secret: str, text: str, code: str
) -> None:
    client = bedrock(serve(bedrock_app(account(secret))))

    with pytest.raises(ClientError) as refused:
        client.converse(modelId=MODEL, messages=[{"role": "user", "content": [{"text": text}]}])

    assert refused.value.response["Error"]["Code"] == code


@pytest.mark.parametrize(
    ("missing", "advice"),
    [
        ("AWS_ACCESS_KEY_ID", "credentials|Partial"),
        ("AWS_DEFAULT_REGION", "no AWS region found"),
    ],
)
def test_without_credentials_or_region_nothing_starts(
    account: Callable[..., BedrockAccount], monkeypatch: pytest.MonkeyPatch, missing: str, advice: str
) -> None:
    account(SECRET)
    monkeypatch.delenv(missing)
    if missing == "AWS_ACCESS_KEY_ID":
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    with pytest.raises(LocalError, match=advice):
        BedrockAccount()


def test_a_profile_that_does_not_exist_is_named(
    account: Callable[..., BedrockAccount], monkeypatch: pytest.MonkeyPatch
) -> None:
    account(SECRET)
    monkeypatch.setenv("AWS_PROFILE", "typo")

    with pytest.raises(LocalError, match="typo"):
        BedrockAccount()
