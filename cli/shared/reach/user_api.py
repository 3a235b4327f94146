"""The API of a stack, as a user."""

from __future__ import annotations

import os
from collections.abc import Mapping

from cli.shared.api_client import ApiClient
from cli.shared.errors import UserError
from cli.shared.project import LOCAL_STACK
from cli.shared.stack_account import account_of, running, told
from cli.shared.stack_settings import stack_settings


def user_api(stack: str, environ: Mapping[str, str] = os.environ) -> ApiClient:
    """That of the running `alex up` as its user, or of a deployed stack as the user of `ALEX_API_TOKEN`.

    Raises:
        UserError: no `alex up` is running, or the stack's API or the user is not known.
    """
    return _local_api() if stack == LOCAL_STACK else _api_of(stack, environ)


def _local_api() -> ApiClient:
    state = running()
    with told("the origin's secret cannot be read"):
        origin_secret = account_of(LOCAL_STACK).origin_secret()
    return ApiClient(state.api_url, state.token, origin_secret)


def _api_of(stack: str, environ: Mapping[str, str]) -> ApiClient:
    site = stack_settings(stack).get("alex:siteDomain")
    url = environ.get("ALEX_API_URL") or (f"https://{site}" if site else "")
    if not url:
        raise UserError("the API's address is unknown", "set ALEX_API_URL to the stack's output siteUrl")
    token = environ.get("ALEX_API_TOKEN")
    if not token:
        raise UserError("ALEX_API_TOKEN is not set", "set it to a token of the user whose portfolio it is")
    # CloudFront sends the origin's secret.
    return ApiClient(url.rstrip("/"), token, "")
