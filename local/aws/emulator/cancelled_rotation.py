"""CancelRotateSecret, which ministack does not know: the secret keeps its value, and has no schedule any more."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ministack.services import secretsmanager

from local.aws.emulator.iam import authorization
from local.aws.emulator.wraps import Response, existing, wrap

_TARGET = "secretsmanager.CancelRotateSecret"


def install() -> None:
    resolve = existing(secretsmanager, "_resolve", "secret_id", "use_arn_scope")

    def cancelling(handle: Callable[..., Any]) -> Callable[..., Any]:
        async def handle_request(
            method: str, path: str, headers: dict[str, str], body: bytes, query_params: Any
        ) -> Response:
            if headers.get("x-amz-target") != _TARGET:
                return await handle(method, path, headers, body, query_params)
            _, secret = resolve(json.loads(body)["SecretId"])
            if secret is None:
                return authorization.error(400, "ResourceNotFoundException", "Secrets Manager can't find the secret.")
            secret["RotationEnabled"] = False
            answer = {"ARN": secret["ARN"], "Name": secret["Name"]}
            return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()

        return handle_request

    wrap(secretsmanager, "handle_request", "method", "path", "headers", "body", "query_params", by=cancelling)
