"""HTTP requests of all commands. Loopback is asked directly; other hosts through the proxy of the environment."""

from __future__ import annotations

from typing import Any

import httpx

from cli.shared.errors import UserError
from local.errors import LocalError
from local.loopback import client_options, proxy_of


def request(method: str, url: str, **options: Any) -> httpx.Response:
    """Any answer. Raises httpx.HTTPError, httpx.InvalidURL, and UserError for a proxy that cannot be used."""
    try:
        return httpx.request(method, url, **options, **connection(url))
    except (httpx.ConnectError, httpx.ProxyError) as error:
        if through := through_proxy(url):
            raise type(error)(f"{error}{through}", request=error.request) from error
        raise


def through_proxy(url: str) -> str:
    """End of a message on an answer of `url`, or on none: it names the proxy's variable. Empty without a proxy."""
    name = proxy_of(url)
    return f", through the proxy in {name}" if name else ""


def client(base_url: str, **options: Any) -> httpx.Client:
    """A client of one server. Raises httpx.InvalidURL, and UserError for a proxy that cannot be used."""
    return httpx.Client(base_url=base_url, **options, **connection(base_url))


def connection(url: str) -> dict[str, Any]:
    """Options of httpx for a request or a client. Raises UserError for a proxy that cannot be used."""
    try:
        return client_options(url)
    except LocalError as error:
        raise UserError(f"{url}: {error.problem}", error.hint) from None
