"""Forwards Converse to Amazon Bedrock, signed with the user's own AWS credentials."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import quote

import botocore.session
import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.errors import LocalError
from local.loopback import client_options
from local.real_model.openai_errors import transport_error
from local.real_model.replies import ConverseError

ANSWER_SECONDS = 300.0
CONNECT_SECONDS = 5.0
_KEPT_HEADERS = ("content-type", "x-amzn-errortype", "x-amzn-requestid")


class BedrockAccount:
    """Credentials, region and endpoint as botocore finds them: environment, profile, SSO, AWS_ENDPOINT_URL_….

    Raises:
        LocalError: there are no credentials, no region, no such profile, or a proxy that cannot be used.
    """

    def __init__(self) -> None:
        session = botocore.session.Session()
        try:
            credentials = session.get_credentials()
            region = session.get_config_variable("region")
            if credentials is None:
                raise LocalError("--model bedrock: no AWS credentials found", "sign in, e.g. `aws sso login`")
            if not region:
                raise LocalError("--model bedrock: no AWS region found", "set AWS_REGION to one with Bedrock")
            client = session.create_client("bedrock-runtime", region_name=region)
        except BotoCoreError as error:
            raise LocalError(f"--model bedrock: {error}") from error
        self.region: str = region
        self.endpoint: str = client.meta.endpoint_url.rstrip("/")
        self.client_options = client_options(self.endpoint)
        self._credentials: Credentials = credentials

    def signed(self, model_id: str, body: bytes) -> tuple[str, dict[str, str]]:
        """URL and headers of a Converse call; refreshes credentials that have expired."""
        url = f"{self.endpoint}/model/{quote(model_id, safe='')}/converse"
        request = AWSRequest("POST", url, {"content-type": "application/json"}, body)
        SigV4Auth(self._credentials.get_frozen_credentials(), "bedrock", self.region).add_auth(request)
        return url, dict(request.headers.items())


def bedrock_app(account: BedrockAccount) -> Starlette:
    """The server as an ASGI application. Bedrock's answers and errors pass as they are."""
    clients: list[httpx.AsyncClient] = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        async with httpx.AsyncClient(timeout=timeout, **account.client_options) as client:
            clients.append(client)
            yield

    async def converse(request: Request) -> Response:
        body = await request.body()
        try:
            url, headers = await run_in_threadpool(account.signed, request.path_params["model_id"], body)
            answer = await clients[0].post(url, content=body, headers=headers)
        except BotoCoreError as error:
            return ConverseError(
                "AccessDeniedException", f"The AWS credentials cannot be refreshed: {error}"
            ).response()
        except httpx.HTTPError as error:
            return transport_error(error).response()
        kept = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
        return Response(answer.content, answer.status_code, kept)

    return Starlette(routes=[Route("/model/{model_id:path}/converse", converse, methods=["POST"])], lifespan=lifespan)
