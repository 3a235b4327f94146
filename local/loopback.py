"""Servers on this machine are reached directly: a proxy of the user's environment cannot reach them."""

from __future__ import annotations

import os
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

from local.errors import LocalError

_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine, by its name or address."""
    host = _host(url)
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def client_options(url: str) -> dict[str, Any]:
    """Options for an httpx client of `url`: loopback and hosts of NO_PROXY directly, others as the environment says.

    httpx loads every proxy of the environment before it looks at NO_PROXY, so that an unusable one fails each request.

    Raises:
        LocalError: the proxy for this URL cannot be used.
    """
    # Here, because `alex up` needs this module before it needs httpx.
    import httpx

    if is_loopback(url):
        return {"trust_env": False}
    if proxy_bypass(_host(url)):
        # The environment's certificates stay trusted.
        return {"trust_env": False, "verify": httpx.create_ssl_context()}
    try:
        httpx.Client().close()
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        names = " or ".join(name for name in _PROXIES if os.environ.get(name) or os.environ.get(name.lower()))
        if not names:
            raise
        # The value may hold a password.
        reason = "SOCKS needs the package socksio" if isinstance(error, ImportError) else "no URL of a proxy"
        raise LocalError(
            f"the proxy in {names} cannot be used: {reason}", "set it to an http:// URL, or name the host in NO_PROXY"
        ) from None
    return {}


def proxy_of(url: str) -> str:
    """Name of the environment variable whose proxy a client of `url` goes through; empty for a direct connection."""
    if is_loopback(url) or proxy_bypass(_host(url)):
        return ""
    names = (f"{urlsplit(url).scheme}_proxy", "all_proxy")
    return next((each for name in names for each in (name, name.upper()) if os.environ.get(each)), "")


def _host(url: str) -> str:
    """Lower case and without port; empty for text that is no URL."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
