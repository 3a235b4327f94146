"""The authorization endpoint and the sign-in page."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from local.issuer.authorization_request import (
    AuthorizationRequest,
    RefusedRequest,
    UntrustedClient,
    authorization_request,
    client_of,
)
from local.issuer.cross_origin import from_another_site
from local.issuer.html import page
from local.issuer.sessions import Session
from local.issuer.users import USERS

if TYPE_CHECKING:
    from local.issuer.issuer import OidcIssuer

_LOST = "This page is out of date."


def session_cookie(issuer: OidcIssuer) -> str:
    """Its name. Cookies are shared by all ports of a host, and two issuers may run at once."""
    return f"alex-session-{urlsplit(issuer.url).port}"


class Authorization:
    def __init__(self, issuer: OidcIssuer) -> None:
        self._issuer = issuer
        self._asked: dict[str, AuthorizationRequest] = {}
        """Requests whose sign-in page is open."""

    async def authorize(self, request: Request) -> Response:
        query, issuer = request.query_params, self._issuer
        try:
            client = client_of(query, issuer.client_id, issuer.redirect_uris)
        except UntrustedClient as problem:
            return page("problem", 400, problem=str(problem))
        try:
            wanted = authorization_request(client, query)
        except RefusedRequest as refused:
            return _redirect(client.answer(issuer.url, error=refused.error, error_description=refused.description))
        cookie = request.cookies.get(session_cookie(issuer))
        session = issuer.sessions.living(cookie)
        if session is not None and wanted.prompt != "login":
            return self._answer(wanted, session)
        if wanted.prompt == "none":
            return _redirect(client.answer(issuer.url, error="login_required"))
        return self._ask(wanted, issuer.sessions.find(cookie))

    def _ask(self, wanted: AuthorizationRequest, before: Session | None) -> Response:
        key = secrets.token_urlsafe(16)
        self._asked[key] = wanted
        note = before.ended if before else ""
        users = USERS.values()
        return page("sign-in", form_targets=(wanted.client.origin,), request=key, users=users, note=note)

    async def sign_in(self, request: Request) -> Response:
        form = await request.form()
        wanted = self._asked.pop(str(form.get("request")), None)
        if wanted is None or from_another_site(request):
            return page("problem", 400, problem=_LOST)
        user = USERS.get(str(form.get("user")))
        if user is None:
            return _redirect(wanted.client.answer(self._issuer.url, error="access_denied"))
        session = self._issuer.sessions.begin(user)
        answer = self._answer(wanted, session)
        answer.set_cookie(session_cookie(self._issuer), session.key, httponly=True, samesite="lax")
        return answer

    def _answer(self, wanted: AuthorizationRequest, session: Session) -> Response:
        code = self._issuer.codes.issue(wanted, session)
        return _redirect(wanted.client.answer(self._issuer.url, code=code))


def _redirect(url: str) -> Response:
    """303: a form's answer is fetched with GET. No referrer: the address before it holds the request."""
    return RedirectResponse(url, 303, headers={"cache-control": "no-store", "referrer-policy": "no-referrer"})
