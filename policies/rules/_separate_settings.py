"""Settings that are inline on a resource or in a separate resource."""

from __future__ import annotations

from collections.abc import Callable

from policies.engine import Resource, Stack, Verdict, any_of


def configured(
    stack: Stack, owner: Resource, *, kind: str, holds: Callable[[Resource], Verdict], via: str, inline: Verdict
) -> Verdict:
    """Whether `inline`, or a resource of type `kind` whose property `via` refers to `owner`, holds.

    UNDECIDED if no resource refers to `owner`, but one refers to an unknown target.
    """
    separate = stack.referrers(owner, kind, via)
    if separate:
        return inline | any_of(holds(resource) for resource in separate)
    return inline | stack.has_referrer(owner, kind, via)
