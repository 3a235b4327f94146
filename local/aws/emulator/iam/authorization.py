"""Permission checks of calls that an AWS service makes on behalf of its caller; ministack does not check them."""

from __future__ import annotations

import json
import uuid
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_region
from ministack.core.router import extract_access_key_id

from local.aws.emulator.wraps import Response, existing


def check_installed() -> None:
    """Raises LocalError when ministack's functions behind `denial` have changed."""
    enforce = ("access_key_id", "iam_action", "service", "region", "resource_arn", "service_context")
    existing(iam_evaluator, "enforce", *enforce)
    answer = ("service", "action", "principal_arn", "request_id", "error_code", "message", "headers")
    answer += ("resource_arn", "explicit_deny", "resource_policy_arn")
    existing(iam_actions, "access_denied_response", *answer)


def denial(
    service: str, headers: dict[str, str], action: str, resource: str, context: dict[str, Any] | None = None
) -> Response | None:
    """The access-denied response to the caller of a request with these headers; None if `action` is allowed.

    Args:
        service: the service that responds.
        context: condition keys.
    """
    denied = iam_evaluator.enforce(
        extract_access_key_id(headers), action, action.split(":")[0], get_region(), resource, context
    )
    if denied is None:
        return None
    if isinstance(denied, iam_evaluator.AuthError):
        return error(403, denied.code, denied.message)
    return iam_actions.access_denied_response(
        service, action, denied.principal_arn, str(uuid.uuid4()), headers=headers, resource_arn=resource
    )


def error(status: int, code: str, message: str) -> Response:
    """An error in the format of AWS's JSON services."""
    body = json.dumps({"__type": code, "message": message}).encode()
    return status, {"Content-Type": "application/json", "x-amzn-errortype": code}, body
