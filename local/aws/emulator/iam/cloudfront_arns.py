"""ARNs of CloudFront functions for IAM: ministack evaluates their calls against `*`."""

from __future__ import annotations

import re

from local.aws.emulator.iam.resource_arns import Call, evaluate_against

_PATH = re.compile(r"/2020-05-31/function(/(?P<name>[^/]+)(/.*)?)?")
_TAGGING = re.compile(r"/2020-05-31/tagging/?")
#: The name of a new function is in the body, not in the path.
_NAME = re.compile(rb"<Name>([^<]+)</Name>")


def install() -> None:
    """Evaluates calls on a CloudFront function against the function's ARN."""
    evaluate_against("cloudfront", _arn)


def _arn(call: Call) -> str | None:
    if _TAGGING.fullmatch(call.path) and call.query_params.get("Resource"):
        return call.query_params["Resource"][0]
    function = _function(call)
    return f"arn:aws:cloudfront::{call.account_id}:function/{function}" if function else None


def _function(call: Call) -> str | None:
    match = _PATH.fullmatch(call.path)
    if match is None or match["name"]:
        return match and match["name"]
    name = _NAME.search(call.body) if call.method == "POST" else None
    return name and name[1].decode()
