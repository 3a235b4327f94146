"""Checks of the sign-in: what the site is told, what the provider says of itself, what browsers are allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from cli.doctor.check import Check, CheckFailed
from cli.doctor.http import json_object, request

_ISSUER = "correct alex:jwtIssuer in the stack's settings, and deploy"
#: Endpoints that the site's scripts call; it navigates to the others.
_CALLED = ("token_endpoint", "userinfo_endpoint", "jwks_uri")


class SignInChecks:
    """
    Args:
        url: returns the site's URL; raises UserError.
    """

    def __init__(self, url: Callable[[], str]) -> None:
        self._url = url

    def all(self) -> list[Check]:
        configured = "deploy the stack: it writes /configuration.json beside the site"
        return [
            Check("Site: configuration", self.configuration, configured, seconds=20),
            Check("Site: identity provider", self.provider, _ISSUER, seconds=30),
            Check("Site: policy for browsers", self.policy, _ISSUER, seconds=30),
        ]

    def configuration(self) -> str:
        found = self._configuration()
        return f"client {found['client_id']} of {found['issuer']}"

    def provider(self) -> str:
        """It offers what the site needs, to pages of the site's origin."""
        site, configured = self._url(), self._configuration()
        told = self._discovery(configured["issuer"], site)
        if told.get("issuer") != configured["issuer"]:
            raise CheckFailed(f"the issuer calls itself {told.get('issuer')!r}, not {configured['issuer']!r}")
        for endpoint in ("authorization_endpoint", "token_endpoint"):
            if not isinstance(told.get(endpoint), str):
                raise CheckFailed(f"the provider has no {endpoint}")
        # Optional in the document: a provider that leaves it out, as Cognito does, may support it.
        methods = told.get("code_challenge_methods_supported", ["S256"])
        if "S256" not in methods:
            raise CheckFailed(f"the provider has no PKCE with S256, only {methods}", "choose another provider")
        return f"{configured['issuer']} answers pages of {site}"

    def policy(self) -> str:
        """Every endpoint that scripts call is in the site's content security policy."""
        site, configured = self._url(), self._configuration()
        told = self._discovery(configured["issuer"], site)
        policy = request("GET", f"{site}/").headers.get("content-security-policy", "")
        allowed = _sources(policy)
        needed = {_origin(str(told[name])) for name in _CALLED if told.get(name)} | {_origin(configured["issuer"])}
        missing = sorted(needed - allowed)
        if missing:
            advice = "add it to alex:signInOrigins in the stack's settings, and deploy"
            raise CheckFailed(f"the site's policy lets no script call {', '.join(missing)}", advice)
        return f"scripts may call {', '.join(sorted(needed))}"

    def _configuration(self) -> Mapping[str, str]:
        found = json_object(request("GET", f"{self._url()}/configuration.json"))
        for name in ("issuer", "client_id"):
            if not isinstance(found.get(name), str) or not found[name]:
                raise CheckFailed(f"/configuration.json has no {name}")
        return found

    def _discovery(self, issuer: str, site: str) -> dict[str, Any]:
        answer = request(
            "GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration", headers={"origin": _origin(site)}
        )
        found = json_object(answer, _ISSUER)
        allowed = answer.headers.get("access-control-allow-origin", "")
        if allowed not in ("*", _origin(site)):
            advice = f"allow {_origin(site)} at the provider, e.g. as an origin of the site's client"
            raise CheckFailed("browsers get no answer from the provider: it allows no other origin", advice)
        return found


def _sources(policy: str) -> set[str]:
    """Of `connect-src`."""
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        if name.lower() == "connect-src":
            return set(sources)
    return set()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
