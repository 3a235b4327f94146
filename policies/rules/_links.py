"""Settings that a resource may have inline or as a resource of their own."""

from __future__ import annotations

from collections.abc import Callable

from policies.engine import Resource, Stack, Verdict, any_of


def configured(
    stack: Stack, owner: Resource, kind: str, holds: Callable[[Resource], Verdict], *, via: str, inline: Verdict
) -> Verdict:
    """Whether `inline` or a resource of type `kind`, whose property `via` refers to `owner`, holds.

    UNDECIDED when none refers to it, but one refers to nobody knows what.
    """
    separate = stack.referrers(owner, kind, via)
    if separate:
        return inline | any_of(holds(resource) for resource in separate)
    return inline | stack.has_referrer(owner, kind, via)
