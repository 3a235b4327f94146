"""Bedrock: authorizes Converse as AWS does and forwards it to the model server."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from ministack.core import iam_actions
from ministack.core.responses import get_account_id, get_region
from ministack.services import bedrock_runtime

from components.foundation.settings.model_id import GEOGRAPHIES, GLOBAL
from local.aws.emulator.departures import current_client
from local.aws.emulator.iam.authorization import denial, error
from local.aws.emulator.wraps import Response, wrap

_AUTHORIZED_AS = {
    "bedrock:Converse": "bedrock:InvokeModel",
    "bedrock:ConverseStream": "bedrock:InvokeModelWithResponseStream",
}
MODEL_PATH = re.compile(r"^/model/(?P<model>.+)/(?:converse|converse-stream|invoke|invoke-with-response-stream)$")
_PROFILE = re.compile(r"^(?P<area>us|us-gov|eu|apac|jp|au|ca|global)\.(?P<model>.+)$")
"""A cross-region inference profile is named after its model, with the area in front."""
#: Longer than a function waits for a model on this machine, see `local/real_model/limits.py`.
_TIMEOUT_SECONDS = 720


def install(model_url: str) -> None:
    """Forwards Converse to `POST {model_url}/model/{modelId}/converse`, same JSON. Other operations return an error."""
    _authorize_as_invoke_model()

    # ministack calls these in separate threads, after it has authorized the request.
    def converse(model_id: str, headers: dict[str, str], body: bytes) -> Response:
        denied = _profile_denial(model_id, headers) or _project_denial(headers)
        return denied or _post(f"{model_url}/model/{quote(model_id, safe='')}/converse", body)

    def not_offered(model_id: str, *_: object) -> Response:
        return error(400, "ValidationException", f"the embedded AWS supports {model_id} through Converse only")

    wrap(bedrock_runtime, "_converse", "model_id", "headers", "body", by=lambda _: converse)
    for name in ("_converse_stream", "_invoke_model", "_invoke_model_with_response_stream"):
        wrap(bedrock_runtime, name, "model_id", "headers", "body", by=lambda _: not_offered)


def model_arn(model_id: str, region: str, account: str) -> str:
    """ARN of the resource that AWS checks for a call of `model_id`."""
    if model_id.startswith("arn:"):
        return model_id
    if _PROFILE.match(model_id):
        return f"arn:aws:bedrock:{region}:{account}:inference-profile/{model_id}"
    return f"arn:aws:bedrock:{region}::foundation-model/{model_id}"


def _authorize_as_invoke_model() -> None:
    def renamed(action_of: Callable[..., str | None]) -> Callable[..., str | None]:
        def extract_iam_action(*arguments: Any) -> str | None:
            action = action_of(*arguments)
            return action and _AUTHORIZED_AS.get(action, action)

        return extract_iam_action

    def on_model(resource_of: Callable[..., str]) -> Callable[..., str]:
        def extract_resource_arn(service: str, method: str, path: str, *arguments: Any) -> str:
            call = MODEL_PATH.match(unquote(path)) if service == "bedrock-runtime" else None
            if call is None:
                return resource_of(service, method, path, *arguments)
            region, account = arguments[-2:]
            return model_arn(call["model"], region, account)

        return extract_resource_arn

    request = ("service", "method", "path", "headers", "body", "query_params")
    wrap(iam_actions, "extract_iam_action", *request, by=renamed)
    wrap(iam_actions, "extract_resource_arn", *request, "region", "account_id", by=on_model)


def _profile_denial(model_id: str, headers: dict[str, str]) -> Response | None:
    """Callers of an inference profile also need permission on its model, through that profile."""
    region, account = get_region(), get_account_id()
    context = {"bedrock:InferenceProfileArn": model_arn(model_id, region, account)}
    models = models_behind(model_id, region, account)
    denials = (denial("bedrock-runtime", headers, "bedrock:InvokeModel", model, context) for model in models)
    return next((denied for denied in denials if denied), None)


def models_behind(model_id: str, region: str, account: str) -> list[str]:
    """ARNs of an inference profile's model, each of which AWS checks: in every region that may answer.

    For a global profile: in the caller's region, and without a region. None for a model without a profile.
    """
    profile = _PROFILE.match(model_id.rsplit("/", 1)[-1])
    if profile is None:
        return []
    area = profile["area"]
    regions = (region, "") if area == GLOBAL else GEOGRAPHIES.get(area, (region,))
    return [model_arn(profile["model"], answering, account) for answering in regions]


def _project_denial(headers: dict[str, str]) -> Response | None:
    """Callers also need permission on the project of the call: without a name, the account's default project."""
    project = f"arn:aws:bedrock:{get_region()}:{get_account_id()}:project/default"
    return denial("bedrock-runtime", headers, "bedrock:InvokeModel", project)


def _post(url: str, body: bytes) -> Response:
    """The model server's answer. The call ends when the function leaves: no reader is left."""
    server = urlsplit(url)
    connection = HTTPConnection(server.hostname or "", server.port, timeout=_TIMEOUT_SECONDS)
    try:
        with closing(connection):
            connection.connect()
            current_client().opened(connection.sock)
            connection.request("POST", server.path, body, {"content-type": "application/json"})
            answer = connection.getresponse()
            content = answer.read()
    except (OSError, HTTPException) as problem:
        return error(503, "ServiceUnavailableException", f"the model server does not answer: {problem}")
    headers = {"Content-Type": "application/json"}
    if answer.status >= 400:
        headers["x-amzn-errortype"] = answer.headers.get("x-amzn-errortype", "InternalServerException")
    return answer.status, headers, content
