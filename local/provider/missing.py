"""Recognises AWS's answer that there is no such resource."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_CODES = frozenset(
    {
        "404",
        "AWS.SimpleQueueService.NonExistentQueue",
        "NoSuchBucket",
        "NoSuchBucketPolicy",
        "NoSuchDistribution",
        "NoSuchEntity",
        "NoSuchFunctionExists",
        "NoSuchKey",
        "NoSuchLifecycleConfiguration",
        "NoSuchOriginAccessControl",
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchResponseHeadersPolicy",
        "OwnershipControlsNotFoundError",
        "ServerSideEncryptionConfigurationNotFoundError",
        "WAFNonexistentItemException",
    }
)
_ENDINGS = ("NotFound", "NotFoundFault", "NotFoundException")


class MissingError(LookupError):
    """A list of resources without the one that is looked for."""


def only(found: Sequence[dict[str, Any]], identifier: str) -> dict[str, Any]:
    """The one resource of an answer. Raises MissingError for an empty one."""
    if not found:
        raise MissingError(identifier)
    return found[0]


def is_missing(error: Exception) -> bool:
    from botocore.exceptions import ClientError  # here: a preview, which calls nothing, need not load it

    if isinstance(error, MissingError):
        return True
    if not isinstance(error, ClientError):
        return False
    code = str(error.response.get("Error", {}).get("Code", ""))
    return code in _CODES or code.endswith(_ENDINGS) or ".NotFound" in code
