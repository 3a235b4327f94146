"""The doctor's checks of the sign-in: against a provider and a site that are well, then with one fault each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from cli.doctor.check import Check
from cli.doctor.sign_in import SignInChecks
from cli.shared.errors import UserError
from components.edge.response_headers import site_csp
from local.issuer.issuer import OidcIssuer
from local.processes.servers import Server


@dataclass
class Scene:
    """A site, and the provider that it is configured with; tests change what either says."""

    site: str = ""
    configuration: dict[str, Any] = field(default_factory=dict[str, Any])
    policy: str = ""
    document: dict[str, Any] = field(default_factory=dict[str, Any])
    """In the place of the provider's."""
    cors: str = "*"

    def check(self, name: str) -> str:
        checks: dict[str, Check] = {check.name: check for check in SignInChecks(lambda: self.site).all()}
        return checks[f"Site: {name}"].run()

    def problem(self, name: str) -> UserError:
        with pytest.raises(UserError) as error:
            self.check(name)
        return error.value


@pytest.fixture
def scene() -> Iterator[Scene]:
    made = Scene()

    async def configuration(_: Request) -> Response:
        return JSONResponse(made.configuration)

    async def page(_: Request) -> Response:
        return HTMLResponse("page", headers={"content-security-policy": made.policy})

    async def document(_: Request) -> Response:
        return JSONResponse(made.document, headers={"access-control-allow-origin": made.cors} if made.cors else {})

    routes = [
        Route("/configuration.json", configuration),
        Route("/other/.well-known/openid-configuration", document),
        Route("/", page),
    ]
    issuer = OidcIssuer("alex-api")
    with ExitStack() as stack:
        for server in (site := Server("site", Starlette(routes=routes)), provider := Server("provider", issuer.app)):
            stack.callback(server.stop)
            server.wait_ready()
        issuer.url = provider.url
        made.site, made.policy = site.url, site_csp([issuer.url])
        made.configuration = {"issuer": issuer.url, "client_id": "alex-site"}
        yield made


def with_document(scene: Scene, **changes: Any) -> None:
    """Configures the site with a provider that says this of itself."""
    issuer = f"{scene.site}/other"
    endpoints = {name: f"{issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    scene.document = {"issuer": issuer, **endpoints, **changes}
    scene.configuration["issuer"], scene.policy = issuer, site_csp([scene.site])


def test_a_site_and_a_provider_that_agree_are_well(scene: Scene):
    assert scene.check("configuration") == f"client alex-site of {scene.configuration['issuer']}"
    assert scene.check("identity provider") == f"{scene.configuration['issuer']} answers pages of {scene.site}"
    assert scene.check("policy for browsers") == f"scripts may call {scene.configuration['issuer']}"


def test_a_provider_that_lists_no_methods_may_have_pkce(scene: Scene):
    with_document(scene)
    assert scene.check("identity provider").endswith(scene.site)


def test_a_configuration_without_a_client_is_found(scene: Scene):
    del scene.configuration["client_id"]
    assert scene.problem("configuration").problem == "/configuration.json has no client_id"


def test_a_token_endpoint_on_another_host_must_be_in_the_policy(scene: Scene):
    with_document(scene, token_endpoint="https://login.example/oauth2/token")

    found = scene.problem("policy for browsers")

    assert found.problem == "the site's policy lets no script call https://login.example"
    assert "alex:signInOrigins" in found.hint


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"issuer": "https://other.example"}, "the issuer calls itself 'https://other.example', not "),
        ({"token_endpoint": None}, "the provider has no token_endpoint"),
        ({"code_challenge_methods_supported": ["plain"]}, "the provider has no PKCE with S256"),
    ],
)
def test_a_provider_that_cannot_serve_the_site_is_found(scene: Scene, changes: dict[str, Any], problem: str):
    with_document(scene, **changes)
    assert scene.problem("identity provider").problem.startswith(problem)


def test_a_provider_that_answers_no_other_origin_is_found(scene: Scene):
    with_document(scene)
    scene.cors = ""

    found = scene.problem("identity provider")

    assert found.problem == "browsers get no answer from the provider: it allows no other origin"
    assert scene.site in found.hint
