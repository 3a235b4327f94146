"""What a client asks of the authorization endpoint: RFC 6749, 4.1.1, with PKCE (RFC 7636)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import ImmutableMultiDict

SCOPES = ("openid", "profile")
#: Base64url of a SHA-256 hash, without padding.
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_PROMPTS = {"none", "login"}


class UntrustedClient(Exception):
    """An unknown client or address: the browser must not be sent there. The message is for the page."""


class RefusedRequest(Exception):
    """The client learns the reason. `error` is a code of RFC 6749 or OpenID Connect."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error, self.description = error, description


@dataclass(frozen=True)
class Client:
    """Where an answer goes. Both have been checked."""

    client_id: str
    redirect_uri: str
    state: str

    def answer(self, issuer: str, **parameters: str) -> str:
        """The address to send the browser to. `iss` tells the client who answers (RFC 9207)."""
        known = {"state": self.state} if self.state else {}
        return f"{self.redirect_uri}?{urlencode({**parameters, **known, 'iss': issuer})}"

    @property
    def origin(self) -> str:
        parts = urlsplit(self.redirect_uri)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class AuthorizationRequest:
    client: Client
    scopes: tuple[str, ...]
    nonce: str
    challenge: str
    """Of the client's secret verifier, by S256."""
    prompt: str
    """`none`, `login` or empty."""


def client_of(query: ImmutableMultiDict[str, str], client_id: str, redirect_uris: Collection[str]) -> Client:
    """Raises UntrustedClient."""
    for name in ("client_id", "redirect_uri"):
        if len(query.getlist(name)) != 1:
            raise UntrustedClient(f"The request must have {name} exactly once.")
    if query["client_id"] != client_id:
        raise UntrustedClient(f"There is no client {query['client_id']!r}; the site is {client_id!r}.")
    if query["redirect_uri"] not in redirect_uris:
        raise UntrustedClient(f"The client may not be answered at {query['redirect_uri']!r}.")
    return Client(client_id, query["redirect_uri"], query.get("state", ""))


def authorization_request(client: Client, query: ImmutableMultiDict[str, str]) -> AuthorizationRequest:
    """Raises RefusedRequest."""
    for name in query:
        if len(query.getlist(name)) > 1:
            raise RefusedRequest("invalid_request", f"{name} is repeated")
    for name in ("request", "request_uri"):
        if name in query:
            raise RefusedRequest(f"{name}_not_supported", f"{name} is not supported")
    if query.get("response_type") != "code":
        raise RefusedRequest("unsupported_response_type", "response_type must be code")
    scopes = query.get("scope", "").split()
    if "openid" not in scopes:
        raise RefusedRequest("invalid_scope", "scope must contain openid")
    if query.get("code_challenge_method") != "S256":
        raise RefusedRequest("invalid_request", "code_challenge_method must be S256")
    challenge = query.get("code_challenge", "")
    if not _CHALLENGE.fullmatch(challenge):
        raise RefusedRequest("invalid_request", "code_challenge must be the base64url of a SHA-256 hash")
    prompt = query.get("prompt", "")
    if prompt and prompt not in _PROMPTS:
        raise RefusedRequest("invalid_request", "prompt must be none or login")
    granted = tuple(scope for scope in SCOPES if scope in scopes)
    return AuthorizationRequest(client, granted, query.get("nonce", ""), challenge, prompt)
