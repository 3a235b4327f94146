"""Compression by CloudFront: of which files, and how."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import Any

import brotli

from components.edge.distribution import CACHING_OPTIMIZED

#: CloudFront compresses files of these sizes (bytes) and types only; its list has more types than a site uses.
_SMALLEST, _LARGEST = 1_000, 10_000_000
_TYPES = {
    "application/javascript",
    "application/json",
    "application/xml",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
    "text/plain",
    "text/xml",
}
#: CloudFront does not say which levels it uses; these are common for content that is compressed on request.
_BROTLI_QUALITY, _GZIP_LEVEL = 5, 6


def compresses(behavior: Mapping[str, Any]) -> bool:
    """Whether a cache behaviour compresses: its cache policy must allow it too."""
    return bool(behavior.get("Compress")) and behavior.get("CachePolicyId") == CACHING_OPTIMIZED


def encoding_for(accepted: str, content_type: str, size: int) -> str:
    """`br`, `gzip`, or empty for an answer as it is.

    Args:
        accepted: the request's Accept-Encoding.
    """
    if content_type.partition(";")[0] not in _TYPES or not _SMALLEST <= size <= _LARGEST:
        return ""
    offered = {each.partition(";")[0].strip().lower() for each in accepted.split(",")}
    return next((each for each in ("br", "gzip") if each in offered), "")


def compressed(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return brotli.compress(body, quality=_BROTLI_QUALITY)
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)
