"""ARNs of CloudFront functions for IAM: ministack evaluates their calls against `*`."""

from __future__ import annotations

import re
from collections.abc import Callable

from ministack.core import iam_actions

from local.aws.emulator.wraps import wrap

_PARAMETERS = ("service", "method", "path", "headers", "body", "query_params", "region", "account_id")
_PATH = re.compile(r"/2020-05-31/function(/(?P<name>[^/]+)(/.*)?)?")
_TAGGING = re.compile(r"/2020-05-31/tagging/?")
#: The name of a new function is in the body, not in the path.
_NAME = re.compile(rb"<Name>([^<]+)</Name>")


def install() -> None:
    """Evaluates calls on a CloudFront function against the function's ARN."""

    def with_functions(arn_of: Callable[..., str]) -> Callable[..., str]:
        def extract_resource_arn(
            service: str,
            method: str,
            path: str,
            headers: dict[str, str],
            body: bytes,
            query_params: dict[str, list[str]],
            region: str,
            account_id: str,
        ) -> str:
            function = _function(method, path, body) if service == "cloudfront" else None
            if service == "cloudfront" and _TAGGING.fullmatch(path) and query_params.get("Resource"):
                return query_params["Resource"][0]
            if function:
                return f"arn:aws:cloudfront::{account_id}:function/{function}"
            return arn_of(service, method, path, headers, body, query_params, region, account_id)

        return extract_resource_arn

    wrap(iam_actions, "extract_resource_arn", *_PARAMETERS, by=with_functions)


def _function(method: str, path: str, body: bytes) -> str | None:
    match = _PATH.fullmatch(path)
    if match is None or match["name"]:
        return match and match["name"]
    name = _NAME.search(body) if method == "POST" else None
    return name and name[1].decode()
