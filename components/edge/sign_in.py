"""Sign-in on the site: its configuration file, and the origins that it may call."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.edge.identity import TokenIssuer, origin_of

#: Issuer to the origins of its other endpoints, as in its discovery document. Most providers have but one origin.
_ELSEWHERE = {
    "https://accounts.google.com": ("https://oauth2.googleapis.com", "https://openidconnect.googleapis.com"),
    "https://login.microsoftonline.com": ("https://graph.microsoft.com",),
}


def callable_origins(issuer: str, named: Sequence[str]) -> tuple[str, ...]:
    """Origins of an existing provider that the site calls: its discovery document, keys, tokens, user information.

    A preview works without a network, so they come from the settings; `alex doctor` reads the discovery document.
    """
    own = origin_of(issuer)
    return tuple(dict.fromkeys((own, *_ELSEWHERE.get(own, ()), *named)))


def configuration(tokens: TokenIssuer, scopes: Sequence[str], release: str) -> pulumi.Output[str]:
    """Content of `/configuration.json`, which the site reads first.

    A page with a live session leaves for the issuer by its kept copy, and compares that with the file afterwards.
    """
    return pulumi.Output.json_dumps(
        {
            "issuer": tokens.issuer,
            "client_id": tokens.client_id,
            "scopes": list(scopes),
            "audience": tokens.requested_audience,
            "release": release,
        },
        indent=1,
    )
