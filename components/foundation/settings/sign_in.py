"""Who signs in, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pulumi

from components.foundation.settings.patterns import NOTHING, ORIGIN, URL
from components.foundation.settings.reader import ENCRYPTED, SettingsError, SettingsReader

_WORD = re.compile(r"\S+")
#: RFC 6749, 3.3.
_SCOPE = re.compile(r"[!#-\[\]-~]+")
#: Of the stack's user pool.
POOL_SCOPES = ("openid", "email", "profile")
#: Cognito refuses them in a user pool's domain, which has the stack's name in it.
_NOT_IN_A_DOMAIN = re.compile("aws|amazon|cognito")
#: Issuer of a user pool.
COGNITO = re.compile(r"https://cognito-idp\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/")


@dataclass(frozen=True)
class SignInSettings:
    """Who signs in, and where."""

    jwt_issuer: str | None
    """None: the stack creates a Cognito user pool."""
    jwt_audience: str | None
    jwt_client_id: str | None
    """Of the site."""
    sign_in_scopes: tuple[str, ...]
    sign_in_origins: tuple[str, ...]
    """Named in addition to those that the issuer's URL tells."""
    callback_urls: tuple[str, ...]
    self_sign_up: bool


def read_sign_in(read: SettingsReader, domain: str | None) -> SignInSettings:
    issuer, audience, client_id = _token_issuer(read)
    return SignInSettings(
        jwt_issuer=issuer,
        jwt_audience=audience,
        jwt_client_id=client_id,
        sign_in_scopes=_sign_in_scopes(read, issuer),
        sign_in_origins=_sign_in_origins(read, issuer),
        callback_urls=read.texts(
            "signInCallbackUrls",
            URL,
            "https URLs, at least one as jwtIssuer and siteDomain are empty",
            0 if issuer or domain else 1,
        ),
        self_sign_up=_self_sign_up(read),
    )


def _token_issuer(read: SettingsReader) -> tuple[str | None, str | None, str | None]:
    """Issuer, audience and client of an existing provider; all None when the stack creates a user pool."""
    issuer = read.text("jwtIssuer", re.compile(f"({URL.pattern})?"), "an https URL or empty")
    if not issuer:
        for key in ("jwtAudience", "jwtClientId"):
            read.text(key, NOTHING, "empty, because jwtIssuer is")
        _check_domain(pulumi.get_stack())
        return None, None, None
    audience = read.text("jwtAudience", _WORD, "the audience of the issuer's tokens")
    return issuer, audience, read.text("jwtClientId", _WORD, "the id of the site's client at jwtIssuer")


def _check_domain(stack: str) -> None:
    if found := _NOT_IN_A_DOMAIN.search(stack):
        raise SettingsError(
            f"alex:jwtIssuer must be an https URL, not '': Cognito takes no domain of a user pool with {found[0]!r} in "
            f"it, which the name of the stack {stack!r} has"
        )


def _sign_in_scopes(read: SettingsReader, issuer: str | None) -> tuple[str, ...]:
    pattern, expected = (_SCOPE, "scopes") if issuer else (re.compile("|".join(POOL_SCOPES)), "openid, email, profile")
    scopes = read.texts("signInScopes", pattern, expected)
    if "openid" not in scopes and ENCRYPTED not in scopes:
        raise SettingsError(f"alex:signInScopes must be a list with openid in it, not {list(scopes)}")
    return scopes


def _sign_in_origins(read: SettingsReader, issuer: str | None) -> tuple[str, ...]:
    """The domain of a Cognito user pool, where its token endpoint is, has nothing to do with its issuer's URL."""
    if issuer and COGNITO.match(issuer):
        return read.texts("signInOrigins", ORIGIN, "https origins, with the domain of jwtIssuer's user pool", 1)
    return read.texts("signInOrigins", ORIGIN, "https origins in lower case, without a path or :443")


def _self_sign_up(read: SettingsReader) -> bool:
    if read.boolean("deletionProtection"):
        read.text("selfSignUp", re.compile("false"), "false where deletionProtection is true")
    return read.boolean("selfSignUp")
