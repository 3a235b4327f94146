"""The issuer of one machine: authorization code with PKCE, sessions, sign-out, and the page for tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from starlette.testclient import TestClient

from local.issuer.codes import SECONDS, challenge_of
from local.issuer.issuer import OidcIssuer

SITE, ISSUER = "http://127.0.0.1:8800", "http://127.0.0.1:8801"
VERIFIER = secrets.token_urlsafe(48)
ASKED = {
    "response_type": "code",
    "client_id": "alex-site",
    "redirect_uri": f"{SITE}/signed-in",
    "scope": "openid profile",
    "state": "the-state",
    "nonce": "the-nonce",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def issuer(clock: Clock) -> Iterator[OidcIssuer]:
    made = OidcIssuer("alex-api", clock=clock)
    made.url = ISSUER
    with made.allowing(SITE):
        yield made


@pytest.fixture
def http(issuer: OidcIssuer) -> TestClient:
    return TestClient(issuer.app, ISSUER, follow_redirects=False)


def ask(http: TestClient, **changes: str | None) -> Any:
    query = {name: value for name, value in {**ASKED, **changes}.items() if value is not None}
    return http.get("/authorize", params=query)


def answered(response: Any) -> dict[str, str]:
    """Parameters with which the browser is sent back to the site."""
    assert response.status_code == 303
    target = urlsplit(response.headers["location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == ASKED["redirect_uri"]
    return {name: value for name, [value] in parse_qs(target.query).items()}


def sign_in(http: TestClient, user: str = "demo-user", **changes: str | None) -> dict[str, str]:
    return answered(submit(http, ask(http, **changes), user=user))


def submit(http: TestClient, asking: Any, **form: str) -> Any:
    """Press a button of the sign-in page."""
    assert asking.status_code == 200, asking.headers.get("location")
    request = asking.text.split('name="request" value="')[1].split('"')[0]
    return http.post("/sign-in", data={"request": request, **form})


def exchange(http: TestClient, code: str, **changes: str) -> Any:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": ASKED["redirect_uri"],
        "client_id": "alex-site",
        "code_verifier": VERIFIER,
    }
    return http.post("/token", data={**form, **changes})


def claims(issuer: OidcIssuer, token: str, audience: str) -> dict[str, Any]:
    return dict(issuer.claims_of(token, audience))


def test_a_user_who_signs_in_gets_tokens_of_the_api_and_of_the_site(http: TestClient, issuer: OidcIssuer):
    back = sign_in(http)

    tokens = exchange(http, back["code"])

    assert (back["state"], back["iss"]) == ("the-state", ISSUER)
    assert (tokens.status_code, tokens.headers["cache-control"]) == (200, "no-store")
    body = tokens.json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, "openid profile")
    access, identity = claims(issuer, body["access_token"], "alex-api"), claims(issuer, body["id_token"], "alex-site")
    assert (access["sub"], access["client_id"]) == ("demo-user", "alex-site")
    assert access["exp"] - access["iat"] == 3600
    assert (identity["sub"], identity["nonce"], identity["name"]) == ("demo-user", "the-nonce", "Ada")


def test_who_asks_for_openid_alone_gets_no_name(http: TestClient, issuer: OidcIssuer):
    tokens = exchange(http, sign_in(http, scope="openid email")["code"]).json()

    assert tokens["scope"] == "openid"
    assert "name" not in claims(issuer, tokens["id_token"], "alex-site")


def test_a_living_session_answers_without_a_question(http: TestClient):
    sign_in(http)

    again = ask(http)

    assert exchange(http, answered(again)["code"]).status_code == 200


def test_the_session_cookie_is_hidden_from_scripts_and_other_sites(http: TestClient):
    cookie = submit(http, ask(http), user="demo-user").headers["set-cookie"]

    assert cookie.startswith("alex-session-8801=")
    assert {"HttpOnly", "SameSite=lax"} <= set(cookie.split("; "))


def test_the_sign_in_page_runs_nothing_and_may_answer_the_site(http: TestClient):
    page = ask(http, state="<script>alert(1)</script>")

    policy = page.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "style-src 'self'", f"form-action 'self' {SITE}"} <= set(policy)
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "Continue as Ada" in page.text
    assert "Continue as Grace" in page.text


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"redirect_uri": "http://127.0.0.1:6666/signed-in"}, id="another origin"),
        pytest.param({"redirect_uri": f"{SITE}/signed-in/"}, id="nearly the same"),
        pytest.param({"redirect_uri": f"{SITE}/signed-in?next=/"}, id="with a query"),
        pytest.param({"redirect_uri": None}, id="none"),
        pytest.param({"client_id": "someone"}, id="an unknown client"),
    ],
)
def test_the_browser_is_not_sent_to_an_address_that_is_not_registered(http: TestClient, changes: dict[str, str | None]):
    refused = ask(http, **changes)

    assert refused.status_code == 400
    assert "location" not in refused.headers


def test_a_site_that_is_gone_gets_no_codes(http: TestClient, issuer: OidcIssuer):
    with issuer.allowing("http://127.0.0.1:9999"):
        assert ask(http, redirect_uri="http://127.0.0.1:9999/signed-in").status_code == 200
    assert ask(http, redirect_uri="http://127.0.0.1:9999/signed-in").status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"prompt": "consent"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"request_uri": "https://elsewhere.example"}, "request_uri_not_supported"),
    ],
)
def test_the_site_learns_what_is_wrong_with_its_request(http: TestClient, changes: dict[str, str | None], error: str):
    back = answered(ask(http, **changes))

    assert (back["error"], back["state"], back["iss"]) == (error, "the-state", ISSUER)
    assert "code" not in back


def test_a_repeated_parameter_is_refused(http: TestClient):
    back = answered(http.get("/authorize", params=[*ASKED.items(), ("nonce", "other")]))
    assert back["error"] == "invalid_request"


def test_who_cancels_comes_back_without_a_code(http: TestClient):
    back = answered(submit(http, ask(http), cancel="yes"))
    assert (back["error"], "code" in back) == ("access_denied", False)


def test_a_sign_in_page_works_once(http: TestClient):
    asking = ask(http)
    submit(http, asking, cancel="yes")
    assert submit(http, asking, user="demo-user").status_code == 400


def test_a_form_of_another_site_signs_nobody_in(http: TestClient):
    request = ask(http).text.split('name="request" value="')[1].split('"')[0]
    sent = http.post(
        "/sign-in", data={"request": request, "user": "demo-user"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert (sent.status_code, "set-cookie" in sent.headers) == (400, False)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"code_verifier": secrets.token_urlsafe(48)}, "invalid_grant", id="another verifier"),
        pytest.param({"code_verifier": challenge_of(VERIFIER)}, "invalid_grant", id="the challenge as verifier"),
        pytest.param({"code_verifier": "ü" * 43}, "invalid_grant", id="a verifier outside of ASCII"),
        pytest.param({"redirect_uri": f"{SITE}/"}, "invalid_grant", id="another address"),
        pytest.param({"client_id": "someone"}, "invalid_grant", id="another client"),
        pytest.param({"code_verifier": ""}, "invalid_request", id="no verifier"),
        pytest.param({"grant_type": "password"}, "unsupported_grant_type", id="another grant"),
    ],
)
def test_a_code_is_of_no_use_to_others(http: TestClient, changes: dict[str, str], error: str):
    refused = exchange(http, sign_in(http)["code"], **changes)

    assert (refused.status_code, refused.json()["error"]) == (400, error)
    assert refused.headers["cache-control"] == "no-store"


def test_a_code_is_used_up_even_by_a_wrong_verifier(http: TestClient):
    code = sign_in(http)["code"]
    exchange(http, code, code_verifier=secrets.token_urlsafe(48))
    assert exchange(http, code).json()["error"] == "invalid_grant"


def test_a_code_is_good_for_one_exchange(http: TestClient):
    code = sign_in(http)["code"]
    assert [exchange(http, code).status_code for _ in range(2)] == [200, 400]


def test_a_code_expires(http: TestClient, clock: Clock):
    code = sign_in(http)["code"]
    clock.now += SECONDS + 1
    assert exchange(http, code).json()["error"] == "invalid_grant"


def test_a_body_that_is_no_form_is_refused(http: TestClient):
    refused = http.post("/token", json={"grant_type": "authorization_code"})
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


def test_pages_of_every_origin_may_call_what_the_site_calls(http: TestClient):
    origin = {"origin": SITE}
    asking = {**origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization"}

    for path in ("/.well-known/openid-configuration", "/.well-known/jwks.json"):
        assert http.get(path, headers=origin).headers["access-control-allow-origin"] == "*"
    assert http.post("/token", headers=origin).headers["access-control-allow-origin"] == "*"
    assert http.options("/userinfo", headers=asking).status_code == 200
    assert "access-control-allow-origin" not in http.get("/authorize", params=ASKED, headers=origin).headers


def test_discovery_names_what_there_is(http: TestClient):
    found = http.get("/.well-known/openid-configuration").json()

    assert found["issuer"] == ISSUER
    assert found["code_challenge_methods_supported"] == ["S256"]
    for name in ("authorization", "token", "userinfo", "end_session"):
        path = found[f"{name}_endpoint"].removeprefix(ISSUER)
        assert http.options(path).status_code != 404, name


def test_userinfo_names_the_user_of_a_valid_token(http: TestClient, issuer: OidcIssuer):
    tokens = exchange(http, sign_in(http, "exercise-user")["code"]).json()

    def told(token: str) -> Any:
        return http.get("/userinfo", headers={"authorization": f"Bearer {token}"})

    assert told(tokens["access_token"]).json() == {"sub": "exercise-user", "name": "Grace"}
    assert told(tokens["id_token"]).status_code == 401
    assert told(issuer.mint("demo-user", exp=1)).status_code == 401
    assert http.get("/userinfo").status_code == 401


class TestSignOut:
    def out(self, http: TestClient, **query: str) -> Any:
        return http.get("/sign-out", params={"post_logout_redirect_uri": f"{SITE}/", "state": "s", **query})

    def test_the_site_that_shows_the_users_token_ends_the_session(self, http: TestClient):
        hint = exchange(http, sign_in(http)["code"]).json()["id_token"]

        left = self.out(http, id_token_hint=hint)

        assert (left.status_code, left.headers["location"]) == (303, f"{SITE}/?state=s")
        assert "Continue as" in ask(http).text

    def test_an_expired_token_will_do(self, http: TestClient, issuer: OidcIssuer):
        sign_in(http)
        assert self.out(http, id_token_hint=issuer.mint("demo-user", aud="alex-site", exp=1)).status_code == 303

    @pytest.mark.parametrize("shown", ["nothing", "another user's token"])
    def test_another_page_cannot_sign_the_user_out(self, http: TestClient, issuer: OidcIssuer, shown: str):
        sign_in(http)
        hint = "" if shown == "nothing" else issuer.mint("exercise-user", aud="alex-site")

        asked = self.out(http, id_token_hint=hint)

        assert "Sign out of Alex?" in asked.text
        assert "code" in answered(ask(http))

    def test_who_confirms_is_signed_out(self, http: TestClient):
        sign_in(http)
        done = http.post("/sign-out", data={"confirmed": "yes", "post_logout_redirect_uri": f"{SITE}/"})
        assert done.headers["location"] == f"{SITE}/"
        assert "Continue as" in ask(http).text

    def test_the_browser_is_sent_to_registered_addresses_only(self, http: TestClient):
        left = self.out(http, post_logout_redirect_uri="https://elsewhere.example/")
        assert (left.status_code, "location" in left.headers) == (200, False)


class TestThePageForTests:
    def test_an_expired_session_asks_again_and_says_why(self, http: TestClient):
        sign_in(http)
        assert "Expire session 1 of Ada" in http.get("/test").text

        assert http.post("/test", data={"expire": "1"}).status_code == 303

        assert "Your session has expired" in ask(http).text
        assert answered(ask(http, prompt="none"))["error"] == "login_required"

    def test_a_revoked_user_is_asked_again_in_every_browser_and_others_are_not(
        self, http: TestClient, issuer: OidcIssuer
    ):
        others = [TestClient(issuer.app, ISSUER, follow_redirects=False) for _ in range(2)]
        for browser, user in zip([http, *others], ("demo-user", "demo-user", "exercise-user"), strict=True):
            sign_in(browser, user)

        http.post("/test", data={"revoke": "demo-user"})

        asked = [ask(browser).status_code for browser in (http, *others)]
        assert asked == [200, 200, 303]
        assert "An administrator has ended your session" in ask(http).text

    def test_a_code_of_a_revoked_session_is_worth_nothing(self, http: TestClient):
        code = sign_in(http)["code"]
        http.post("/test", data={"revoke": "demo-user"})
        assert exchange(http, code).json()["error"] == "invalid_grant"

    def test_the_next_tokens_live_as_long_as_was_set(self, http: TestClient, issuer: OidcIssuer):
        http.post("/test", data={"seconds": "30"})

        tokens = exchange(http, sign_in(http)["code"]).json()

        access = claims(issuer, tokens["access_token"], "alex-api")
        assert (tokens["expires_in"], access["exp"] - access["iat"]) == (30, 30)

    @pytest.mark.parametrize("form", [{}, {"seconds": "0"}, {"seconds": "soon"}, {"revoke": "nobody"}])
    def test_a_wrong_form_is_told_what_was_expected(self, http: TestClient, form: dict[str, str]):
        refused = http.post("/test", data=form)
        assert refused.status_code == 400
        assert "seconds (1 to 86400)" in refused.text

    def test_a_form_of_another_site_changes_nothing(self, http: TestClient, issuer: OidcIssuer):
        sent = http.post("/test", data={"seconds": "1"}, headers={"sec-fetch-site": "cross-site"})
        assert (sent.status_code, issuer.site_token_seconds) == (400, 3600)


def test_the_demo_users_token_needs_no_sign_in(issuer: OidcIssuer):
    token = issuer.mint("anyone", role="x")

    found = claims(issuer, token, "alex-api")

    assert (found["iss"], found["sub"], found["role"], found["exp"] - found["iat"]) == (ISSUER, "anyone", "x", 43_200)
    assert jwt.get_unverified_header(token)["kid"] == "alex-local"
