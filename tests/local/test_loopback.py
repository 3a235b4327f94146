"""Loopback is asked directly, other hosts as the environment says; an unusable proxy is named without its password."""

from __future__ import annotations

import os
from typing import Any

import httpx
import pytest

from local.errors import LocalError
from local.loopback import client_options, is_loopback, proxy_of
from tests.cli.stand_ins import serving

REMOTE = "https://langfuse.example"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:4566/x", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:80", True),
        ("https://LOCALHOST:8080", True),
        ("http://langfuse.localhost", True),
        ("http://localhost.example", False),
        ("http://10.0.0.1", False),
        ("http://[::1", False),
        ("not a url", False),
    ],
)
def test_loopback_is_known_by_name_and_address(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "socks5://127.0.0.1:9", "nonsense"])
def test_a_server_on_loopback_answers_whatever_the_proxies(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, proxy)
    with serving({"/x": (200, {"it": "answers"})}) as url:
        assert httpx.get(f"{url}/x", **client_options(url)).json() == {"it": "answers"}


@pytest.mark.parametrize(
    ("proxy", "reason"),
    [
        ("socks5://user:secret@h:9", "SOCKS needs the package socksio"),
        ("ftp://secret", "no URL of a proxy"),
        ("http://secret:port", "no URL of a proxy"),
    ],
)
def test_an_unusable_proxy_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch, proxy: str, reason: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(LocalError, match=f"the proxy in ALL_PROXY cannot be used: {reason}") as error:
        client_options(REMOTE)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("exempt", ["langfuse.example", ".example", "*"])
def test_a_host_of_no_proxy_is_asked_directly_although_the_proxy_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, exempt: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://h:9")
    monkeypatch.setenv("NO_PROXY", exempt)
    options: dict[str, Any] = client_options(REMOTE)
    assert options["trust_env"] is False
    assert proxy_of(REMOTE) == ""
    httpx.Client(**options).close()


def test_other_hosts_are_asked_as_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert client_options(REMOTE) == {}
    assert proxy_of(REMOTE) == ""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert client_options(REMOTE) == {}
    assert proxy_of(REMOTE) == "HTTPS_PROXY"
    assert proxy_of("http://127.0.0.1") == ""
