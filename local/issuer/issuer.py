"""An OpenID Connect issuer on loopback, in the place of the real stack's identity provider.

Well-kept providers for Python (Authlib, oauthlib) bring the server's half for Flask and Django only, and databases of
clients and tokens; this one has one public client, one flow and two users.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from local.issuer.administration import Administration
from local.issuer.authorization import Authorization
from local.issuer.authorization_request import SCOPES
from local.issuer.codes import Codes
from local.issuer.cross_origin import for_every_origin
from local.issuer.html import stylesheet
from local.issuer.sessions import Sessions
from local.issuer.sign_out import SignOut
from local.issuer.tokens import Tokens

_ALGORITHM = "RS256"
_KEY_ID = "alex-local"
_LIFETIME_SECONDS = 12 * 3600
#: As Cognito's, see `components/edge/identity.py`.
_SITE_TOKEN_SECONDS = 3600


class OidcIssuer:
    """Signs tokens with a key generated at construction. Set `url` to the address of `app` before it is used.

    Args:
        audience: of access tokens.
        client_id: of the site, the only client. It is public: it has no secret, and proves itself by PKCE.
        clock: Unix time, for sessions and codes.
    """

    def __init__(self, audience: str, client_id: str = "alex-site", clock: Callable[[], float] = time.time) -> None:
        self.audience, self.client_id = audience, client_id
        self.url = ""
        self.site_token_seconds = _SITE_TOKEN_SECONDS
        """Lifetime of the tokens that the site gets from now on."""
        self.sessions, self.codes = Sessions(clock), Codes(clock)
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._sites: list[str] = []
        self.app = Starlette(routes=self._routes())

    @contextmanager
    def allowing(self, site: str) -> Generator[None]:
        """Lets users sign in on the site at this origin, until the end of the block."""
        self._sites.append(site)
        try:
            yield
        finally:
            self._sites.remove(site)

    @property
    def redirect_uris(self) -> set[str]:
        """Addresses that get codes. A request must name one of them exactly."""
        return {f"{site}/signed-in" for site in self._sites}

    @property
    def signed_out_uris(self) -> set[str]:
        return {f"{site}/" for site in self._sites}

    def mint(self, subject: str, **claims: Any) -> str:
        """A token for user `subject`, valid for 12 hours. `claims` extend or replace the standard claims."""
        now = int(time.time())
        standard = {"iss": self.url, "sub": subject, "aud": self.audience, "iat": now, "exp": now + _LIFETIME_SECONDS}
        return jwt.encode(standard | claims, self._key, _ALGORITHM, headers={"kid": _KEY_ID})

    def claims_of(self, token: str, audience: str, *, expired: bool = False) -> Mapping[str, Any]:
        """The claims of a token of this issuer. Raises jwt.InvalidTokenError for any other one.

        Args:
            expired: whether one that has expired will do.
        """
        options: Any = {"verify_exp": not expired}
        return jwt.decode(token, self._key.public_key(), [_ALGORITHM], options, audience=audience, issuer=self.url)

    def _routes(self) -> list[Route]:
        authorization, tokens = Authorization(self), Tokens(self)
        sign_out, administration = SignOut(self), Administration(self)
        return [
            for_every_origin("/.well-known/openid-configuration", self._configuration, "GET"),
            for_every_origin("/.well-known/jwks.json", self._key_set, "GET"),
            for_every_origin("/token", tokens.exchange, "POST"),
            for_every_origin("/userinfo", tokens.userinfo, "GET", "POST"),
            Route("/authorize", authorization.authorize, methods=["GET"]),
            Route("/sign-in", authorization.sign_in, methods=["POST"]),
            Route("/sign-out", sign_out.ask, methods=["GET"]),
            Route("/sign-out", sign_out.confirm, methods=["POST"]),
            Route("/test", administration.show, methods=["GET"]),
            Route("/test", administration.change, methods=["POST"]),
            Route("/style.css", stylesheet, methods=["GET"]),
        ]

    async def _configuration(self, _: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "end_session_endpoint": f"{self.url}/sign-out",
                "jwks_uri": f"{self.url}/.well-known/jwks.json",
                "scopes_supported": list(SCOPES),
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [_ALGORITHM],
                "token_endpoint_auth_methods_supported": ["none"],
                "code_challenge_methods_supported": ["S256"],
                "prompt_values_supported": ["none", "login"],
                "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "name"],
                "request_parameter_supported": False,
                "request_uri_parameter_supported": False,
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def _key_set(self, _: Request) -> JSONResponse:
        public = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        return JSONResponse({"keys": [public | {"kid": _KEY_ID, "use": "sig", "alg": _ALGORITHM}]})
