"""Signing in over HTTP, as the site does: configuration, discovery, code, tokens, and the API behind the edge."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from local.aws.edge import edge
from local.issuer.codes import challenge_of

pytestmark = pytest.mark.local


@dataclass
class Browser:
    """A browser on the site: cookies of the issuer, and what the site reads and keeps."""

    site: str
    http: httpx.Client = field(default_factory=httpx.Client)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    def __post_init__(self) -> None:
        self.configuration = self.http.get(f"{self.site}/configuration.json").json()
        discovery = f"{self.configuration['issuer']}/.well-known/openid-configuration"
        self.server = self.http.get(discovery, headers={"origin": self.site}).json()

    def asks(self, **changes: str) -> httpx.Response:
        """The answer to the redirect to the issuer: its sign-in page, or the way back."""
        query = {
            "response_type": "code",
            "client_id": self.configuration["client_id"],
            "redirect_uri": f"{self.site}/signed-in",
            "scope": " ".join(self.configuration["scopes"]),
            "state": "s",
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
        }
        return self.http.get(self.server["authorization_endpoint"], params={**query, **changes})

    def signs_in(self, user: str) -> str:
        """The code with which the issuer sends the browser back to the site."""
        page = self.asks()
        request = page.text.split('name="request" value="')[1].split('"')[0]
        sent = self.http.post(f"{self.server['issuer']}/sign-in", data={"request": request, "user": user})
        return self.code_in(sent)

    def code_in(self, answer: httpx.Response) -> str:
        target = urlsplit(answer.headers["location"])
        assert f"{target.scheme}://{target.netloc}{target.path}" == f"{self.site}/signed-in"
        # The site has a page there.
        assert httpx.get(answer.headers["location"]).headers["content-type"].startswith("text/html")
        return parse_qs(target.query)["code"][0]

    def exchanges(self, code: str, verifier: str = "") -> httpx.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{self.site}/signed-in",
            "client_id": self.configuration["client_id"],
            "code_verifier": verifier or self.verifier,
        }
        return self.http.post(self.server["token_endpoint"], data=form, headers={"origin": self.site})

    def calls(self, token: str, path: str = "/api/user") -> httpx.Response:
        return self.http.get(f"{self.site}{path}", headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def browser(running: Any) -> Iterator[Browser]:
    with edge(running.stack) as site:
        opened = Browser(site)
        yield opened
        opened.http.close()


def test_the_configuration_names_the_issuer_and_is_never_kept(running: Any, browser: Browser) -> None:
    answer = browser.http.get(f"{browser.site}/configuration.json")

    assert answer.headers["cache-control"] == "no-cache"
    assert answer.json() == {
        "issuer": running.stack.issuer.url,
        "client_id": "alex-site",
        "scopes": ["openid"],
        "audience": "alex-api",
        "release": "dev",
    }


def test_every_address_that_the_site_calls_is_in_its_policy(browser: Browser) -> None:
    policy = browser.http.get(browser.site).headers["content-security-policy"]
    (allowed,) = [part.split()[1:] for part in policy.split("; ") if part.startswith("connect-src ")]

    for endpoint in ("token_endpoint", "userinfo_endpoint", "jwks_uri"):
        parts = urlsplit(browser.server[endpoint])
        assert f"{parts.scheme}://{parts.netloc}" in allowed


def test_a_user_signs_in_and_the_api_knows_who_it_is(browser: Browser) -> None:
    tokens = browser.exchanges(browser.signs_in("exercise-user"))

    assert (tokens.status_code, tokens.headers["access-control-allow-origin"]) == (200, "*")
    access = tokens.json()["access_token"]
    assert browser.calls(access).status_code == 200
    assert browser.calls(tokens.json()["id_token"]).status_code == 401


def test_two_users_do_not_see_each_other(browser: Browser) -> None:
    ada = browser.exchanges(browser.signs_in("demo-user")).json()["access_token"]
    other = Browser(browser.site)
    grace = other.exchanges(other.signs_in("exercise-user")).json()["access_token"]
    body = {"name": "Ada's own", "kind": "taxable", "cash": 10}
    made = browser.http.post(
        f"{browser.site}/api/accounts", json=body, headers={"authorization": f"Bearer {ada}"}
    ).json()

    assert browser.calls(ada, f"/api/accounts/{made['id']}").status_code in (200, 405)
    assert "Ada's own" in browser.calls(ada, "/api/accounts").text
    assert "Ada's own" not in browser.calls(grace, "/api/accounts").text


def test_a_code_with_another_verifier_or_used_before_is_refused(browser: Browser) -> None:
    code = browser.signs_in("demo-user")
    wrong = browser.exchanges(code, verifier=secrets.token_urlsafe(48))
    reused = browser.exchanges(code)
    good = browser.code_in(browser.asks())

    assert [answer.status_code for answer in (wrong, reused)] == [400, 400]
    assert [browser.exchanges(good).status_code for _ in range(2)] == [200, 400]


def test_an_address_that_is_not_the_sites_gets_no_code(browser: Browser) -> None:
    browser.signs_in("demo-user")
    refused = browser.asks(redirect_uri="http://127.0.0.1:6666/signed-in")

    assert (refused.status_code, "location" in refused.headers) == (400, False)


def test_a_revoked_user_is_asked_again(browser: Browser) -> None:
    browser.signs_in("demo-user")
    assert browser.asks().status_code == 303

    browser.http.post(f"{browser.server['issuer']}/test", data={"revoke": "demo-user"})

    assert "An administrator has ended your session" in browser.asks().text


def test_a_token_that_expires_is_refused_and_the_session_brings_the_next(running: Any, browser: Browser) -> None:
    issuer = running.stack.issuer
    browser.http.post(f"{issuer.url}/test", data={"seconds": "1"})
    try:
        tokens = browser.exchanges(browser.signs_in("demo-user")).json()
    finally:
        browser.http.post(f"{issuer.url}/test", data={"seconds": "3600"})
    assert tokens["expires_in"] == 1
    assert browser.calls(issuer.mint("demo-user", exp=1)).status_code == 401

    again = browser.exchanges(browser.code_in(browser.asks())).json()

    assert browser.calls(again["access_token"]).status_code == 200
