"""Outputs that AWS computes again when an input changes: unknown in a preview."""

from __future__ import annotations

from collections.abc import Iterable

_NOT_PUBLISHED = frozenset({"reservedConcurrentExecutions", "tags"})
"""Inputs of a function that belong to no version."""
_COMPUTED: dict[str, frozenset[str]] = {
    "aws:lambda/function:Function": frozenset({"version", "qualifiedArn", "codeSha256"}),
    "aws:lambda/invocation:Invocation": frozenset({"result"}),
    "aws:s3/bucketObjectv2:BucketObjectv2": frozenset({"etag"}),
}


def unknown_after(type_: str, changed: Iterable[str]) -> frozenset[str]:
    """Outputs of this type that a change of these inputs changes."""
    if type_ == "aws:lambda/function:Function" and not set(changed) - _NOT_PUBLISHED:
        return frozenset()
    return _COMPUTED.get(type_, frozenset())
