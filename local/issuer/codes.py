"""Authorization codes: each is good for one exchange within a minute, by the client that holds the verifier."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from local.issuer.authorization_request import AuthorizationRequest, RefusedRequest
from local.issuer.sessions import Session

SECONDS = 60.0
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True)
class Grant:
    """What a code stands for."""

    request: AuthorizationRequest
    session: Session
    until: float


class Codes:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._grants: dict[str, Grant] = {}

    def issue(self, request: AuthorizationRequest, session: Session) -> str:
        code = secrets.token_urlsafe(32)
        self._grants[code] = Grant(request, session, self._clock() + SECONDS)
        return code

    def redeem(self, form: Mapping[str, str]) -> Grant:
        """The grant of a token request's code, which is used up by this, even if the request is refused.

        Raises RefusedRequest.
        """
        for name in ("code", "redirect_uri", "client_id", "code_verifier"):
            if not form.get(name):
                raise RefusedRequest("invalid_request", f"{name} is missing")
        grant = self._grants.pop(form["code"], None)
        if grant is None:
            raise RefusedRequest("invalid_grant", "the code is unknown, or was used before")
        client = grant.request.client
        if self._clock() > grant.until:
            raise RefusedRequest("invalid_grant", f"the code is older than {SECONDS:g} seconds")
        if (form["client_id"], form["redirect_uri"]) != (client.client_id, client.redirect_uri):
            raise RefusedRequest("invalid_grant", "client_id or redirect_uri is not that of the code")
        if not _VERIFIER.fullmatch(form["code_verifier"]):
            raise RefusedRequest("invalid_grant", "code_verifier must be 43 to 128 unreserved characters")
        if not hmac.compare_digest(challenge_of(form["code_verifier"]), grant.request.challenge):
            raise RefusedRequest("invalid_grant", "code_verifier does not match the code's challenge")
        if grant.session.ended:
            raise RefusedRequest("invalid_grant", "the session has ended")
        return grant


def challenge_of(verifier: str) -> str:
    """By the method S256 of RFC 7636."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
