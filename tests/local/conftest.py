"""The embedded AWS once per session, with a small program deployed to it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.aws.embedded import EmbeddedAws
from local.aws.postgres import Postgres
from local.engine.deployer import deploy
from local.issuer.issuer import OidcIssuer
from local.processes.servers import Server

SAMPLE = Path(__file__).with_name("sample")
REGION = "us-east-1"


class EchoingModel:
    """Says which model it is and what it was told. `throttle` makes it refuse, `wait` never answers."""

    def __init__(self) -> None:
        self.asked, self.left = threading.Event(), threading.Event()
        """Of a caller that waits: it has come, and gone."""

    async def converse(self, request: Request) -> Response:
        said = (await request.json())["messages"][0]["content"][0]["text"]
        if said == "throttle":
            return JSONResponse({"message": "slow down"}, 429, {"x-amzn-errortype": "ThrottlingException"})
        if said == "wait":
            await self._wait(request)
        text = f"{request.path_params['model']} heard {said}"
        message = {"role": "assistant", "content": [{"text": text}]}
        usage = {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}
        body = {"output": {"message": message}, "stopReason": "end_turn", "usage": usage, "metrics": {"latencyMs": 1}}
        return JSONResponse(body)

    async def _wait(self, request: Request) -> None:
        self.asked.set()
        while not await request.is_disconnected():
            await asyncio.sleep(0.01)
        self.left.set()


@dataclass(frozen=True)
class Cloud:
    """The embedded AWS and what runs beside it."""

    aws: EmbeddedAws
    postgres: Postgres
    issuer: OidcIssuer
    model: EchoingModel


@dataclass(frozen=True)
class Sample:
    """The deployed program in `tests/local/sample`."""

    aws: EmbeddedAws
    outputs: dict[str, Any]

    def invoke(self, what: str) -> Any:
        """Lets the function do something; see `sample/code/handler.py`."""
        response = self.aws.client("lambda").invoke(FunctionName="sample", Payload=json.dumps({"do": what}))
        return json.loads(response["Payload"].read())


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    with ExitStack() as cleanup:
        issuer = OidcIssuer("alex-api")
        tokens = Server("token issuer", issuer.app)
        cleanup.callback(tokens.stop)
        issuer.url = tokens.url
        echo = EchoingModel()
        model = Server("model", Starlette(routes=[Route("/model/{model}/converse", echo.converse, methods=["POST"])]))
        cleanup.callback(model.stop)
        postgres = Postgres()
        cleanup.callback(postgres.stop)
        aws = EmbeddedAws(postgres_port=postgres.port, model_url=model.url, region=REGION)
        cleanup.callback(aws.stop)
        postgres.wait_ready()
        aws.wait_ready()
        yield Cloud(aws, postgres, issuer, echo)


@pytest.fixture(scope="session")
def sample(cloud: Cloud) -> Sample:
    deployment = deploy(SAMPLE, "local", cloud.aws, cloud.postgres, overrides={"jwtIssuer": cloud.issuer.url})
    return Sample(cloud.aws, deployment.outputs)
