"""Answers that are not AWS's: a proxy's login page, or another program on the port."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError

ADVICE = "check the proxy and the network: something else answers in place of AWS"


class NotAws(BotoCoreError):
    """A web page instead of an answer. Of JSON protocols, botocore would take it for an answer without fields."""

    fmt = "{url} answers {status} with a web page"


def refuse_pages(client: Any) -> Any:
    """The same boto3 client, whose calls raise NotAws for a web page."""
    client.meta.events.register("after-call", _check)
    return client


def _check(http_response: Any, **_: Any) -> None:
    if http_response.headers.get("content-type", "").startswith("text/html"):
        raise NotAws(url=http_response.url.split("?")[0], status=http_response.status_code)
