"""The end of a session at the client's wish: OpenID Connect RP-Initiated Logout 1.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import jwt
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from local.issuer.authorization import session_cookie
from local.issuer.cross_origin import from_another_site
from local.issuer.html import page

if TYPE_CHECKING:
    from local.issuer.issuer import OidcIssuer

_PARAMETERS = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")


class SignOut:
    def __init__(self, issuer: OidcIssuer) -> None:
        self._issuer = issuer

    async def ask(self, request: Request) -> Response:
        """Ends the session at once if the client shows the user's token, else asks: any page can link here."""
        query = request.query_params
        session = self._issuer.sessions.living(request.cookies.get(session_cookie(self._issuer)))
        if session is None or self._subject(query) == session.user.subject:
            return self._end(request, query)
        target = self._target(query)
        parts = urlsplit(target)
        origins = (f"{parts.scheme}://{parts.netloc}",) if target else ()
        parameters = {name: query[name] for name in _PARAMETERS if name in query}
        return page("sign-out", form_targets=origins, parameters=parameters)

    async def confirm(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        if from_another_site(request):
            return page("problem", 400, problem="Another site sent this form.")
        return self._end(request, form)

    def _end(self, request: Request, parameters: Mapping[str, str]) -> Response:
        cookie = session_cookie(self._issuer)
        self._issuer.sessions.forget(request.cookies.get(cookie, ""))
        target = self._target(parameters)
        if target:
            state = f"?{urlencode({'state': parameters['state']})}" if parameters.get("state") else ""
            answer: Response = RedirectResponse(f"{target}{state}", 303)
        else:
            answer = page("sign-out", signed_out=True)
        answer.delete_cookie(cookie, httponly=True, samesite="lax")
        return answer

    def _target(self, parameters: Mapping[str, str]) -> str:
        """Where to send the browser; empty for an address that is not registered."""
        wanted = parameters.get("post_logout_redirect_uri", "")
        return wanted if wanted in self._issuer.signed_out_uris else ""

    def _subject(self, parameters: Mapping[str, str]) -> str:
        """Of the token that the client shows, which may have expired; empty for no token of this issuer."""
        try:
            hint = parameters.get("id_token_hint", "")
            return str(self._issuer.claims_of(hint, self._issuer.client_id, expired=True)["sub"])
        except jwt.InvalidTokenError:
            return ""
