"""The endpoints that the site calls with its code, and with its token."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.issuer.authorization_request import RefusedRequest
from local.issuer.codes import Grant
from local.issuer.users import USERS

if TYPE_CHECKING:
    from local.issuer.issuer import OidcIssuer

_NOT_STORED = {"cache-control": "no-store"}
_FORM = "application/x-www-form-urlencoded"


class Tokens:
    def __init__(self, issuer: OidcIssuer) -> None:
        self._issuer = issuer

    async def exchange(self, request: Request) -> Response:
        """Tokens for a code: RFC 6749, 4.1.3."""
        try:
            grant = self._issuer.codes.redeem(await self._form(request))
        except RefusedRequest as refused:
            body = {"error": refused.error, "error_description": refused.description}
            return JSONResponse(body, 400, headers=_NOT_STORED)
        return JSONResponse(self._tokens(grant), headers=_NOT_STORED)

    async def _form(self, request: Request) -> dict[str, str]:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            raise RefusedRequest("invalid_request", f"the body must be {_FORM}")
        sent = (await request.form()).multi_items()
        form = {name: str(value) for name, value in sent}
        if len(form) != len(sent):
            raise RefusedRequest("invalid_request", "a parameter is repeated")
        if form.get("grant_type") != "authorization_code":
            raise RefusedRequest("unsupported_grant_type", "grant_type must be authorization_code")
        return form

    def _tokens(self, grant: Grant) -> dict[str, Any]:
        issuer, wanted, session = self._issuer, grant.request, grant.session
        user, client_id, now = session.user, wanted.client.client_id, int(time.time())
        until, scope = now + issuer.site_token_seconds, " ".join(wanted.scopes)
        identity: dict[str, Any] = {"aud": client_id, "exp": until, "auth_time": int(session.began)}
        if wanted.nonce:
            identity["nonce"] = wanted.nonce
        if "profile" in wanted.scopes:
            identity["name"] = user.name
        return {
            "access_token": issuer.mint(user.subject, exp=until, client_id=client_id, scope=scope),
            "id_token": issuer.mint(user.subject, **identity),
            "token_type": "Bearer",
            "expires_in": issuer.site_token_seconds,
            "scope": scope,
        }

    async def userinfo(self, request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            if scheme.lower() != "bearer":
                raise jwt.InvalidTokenError("the request has no bearer token")
            claims = self._issuer.claims_of(token, self._issuer.audience)
        except jwt.InvalidTokenError:
            return Response(status_code=401, headers={"www-authenticate": 'Bearer error="invalid_token"'})
        subject = str(claims["sub"])
        named = {"name": USERS[subject].name} if subject in USERS else {}
        return JSONResponse({"sub": subject, **named}, headers=_NOT_STORED)
