"""An OpenID Connect issuer on loopback, in the place of the real stack's identity provider."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

_ALGORITHM = "RS256"
_KEY_ID = "alex-local"
_LIFETIME_SECONDS = 12 * 3600


class OidcIssuer:
    """Signs tokens with a key generated at construction. Set `url` to the address of `app` before minting."""

    def __init__(self, audience: str) -> None:
        self.audience = audience
        self.url = ""
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/.well-known/jwks.json", self._key_set),
            ]
        )

    def mint(self, subject: str, **claims: Any) -> str:
        """A token for user `subject`, valid for 12 hours. `claims` extend or replace the standard claims."""
        now = int(time.time())
        standard = {"iss": self.url, "sub": subject, "aud": self.audience, "iat": now, "exp": now + _LIFETIME_SECONDS}
        return jwt.encode(standard | claims, self._key, _ALGORITHM, headers={"kid": _KEY_ID})

    async def _configuration(self, _: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/.well-known/jwks.json",
                "id_token_signing_alg_values_supported": [_ALGORITHM],
                "response_types_supported": ["id_token"],
                "subject_types_supported": ["public"],
            }
        )

    async def _key_set(self, _: Request) -> JSONResponse:
        public = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        return JSONResponse({"keys": [public | {"kid": _KEY_ID, "use": "sig", "alg": _ALGORITHM}]})
