"""The site's files: read from the bucket, kept as long as their headers allow, compressed."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from components.edge.distribution import FILE
from components.edge.site_files import INDEX
from local.aws.edge.compression import compressed, encoding_for
from local.aws.edge.headers import Added

#: CloudFront's managed policy CachingOptimized keeps every answer this long, and no other longer than it says.
_LEAST_SECONDS = 1
_OK, _DENIED = 200, 403
_MAX_AGE = re.compile(r"\bmax-age=(\d+)")


@dataclass(frozen=True)
class _Stored:
    """A file of the bucket."""

    body: bytes
    etag: str
    modified: str
    content_type: str
    cache_control: str
    until: float
    """Time at which it must be read again."""
    encoded: dict[str, bytes] = field(default_factory=dict[str, bytes])
    """Encoding to body."""


class Site:
    """
    Args:
        headers: of the behaviour.
        compress: whether the behaviour compresses.
        clock: seconds.
    """

    def __init__(
        self,
        s3: Any,
        bucket: str,
        headers: Added,
        *,
        compress: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._s3, self._bucket, self._headers, self._compress, self._clock = s3, bucket, headers, compress, clock
        self._cache: dict[str, _Stored] = {}
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return self._refusal()
        path = request.url.path
        stored = self._find(path.lstrip("/") if re.search(FILE, path) else INDEX)
        if stored is None:
            return self._refusal()
        encoding = ""
        if self._compress:
            accepted = request.headers.get("accept-encoding", "")
            encoding = encoding_for(accepted, stored.content_type, len(stored.body))
        headers = self._headers_of(stored, encoding)
        if _is_current(request, stored):
            return Response(status_code=304, headers=headers)
        body = self._encoded(stored, encoding) if encoding else stored.body
        return Response(body, headers={**headers, "content-type": stored.content_type})

    def _headers_of(self, stored: _Stored, encoding: str) -> dict[str, str]:
        headers = {**self._headers.to(_OK), "cache-control": stored.cache_control, "last-modified": stored.modified}
        if not encoding:
            return {**headers, "etag": stored.etag}
        # The bytes differ from those in the bucket, so CloudFront weakens the tag.
        return {**headers, "etag": f"W/{stored.etag}", "content-encoding": encoding, "vary": "accept-encoding"}

    def _encoded(self, stored: _Stored, encoding: str) -> bytes:
        with self._lock:
            if encoding not in stored.encoded:
                stored.encoded[encoding] = compressed(stored.body, encoding)
            return stored.encoded[encoding]

    def _find(self, key: str) -> _Stored | None:
        kept = self._cache.get(key)
        if kept is not None and self._clock() < kept.until:
            return kept
        try:
            found = self._s3.get_object(Bucket=self._bucket, Key=key)
        except self._s3.exceptions.ClientError:
            return None
        stored = self._stored(found)
        if kept is not None and kept.etag == stored.etag:
            stored.encoded.update(kept.encoded)
        self._cache[key] = stored
        return stored

    def _stored(self, found: dict[str, Any]) -> _Stored:
        cache_control = found["CacheControl"]
        allowed = _MAX_AGE.search(cache_control)
        seconds = max(_LEAST_SECONDS, int(allowed[1]) if allowed else 0)
        modified = format_datetime(found["LastModified"].astimezone(UTC), usegmt=True)
        until = self._clock() + seconds
        return _Stored(found["Body"].read(), found["ETag"], modified, found["ContentType"], cache_control, until)

    def _refusal(self) -> Response:
        """CloudFront may not list the bucket, so S3 does not reveal whether the file exists."""
        body = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
        return Response(body, _DENIED, headers={**self._headers.to(_DENIED), "content-type": "application/xml"})


def _is_current(request: Request, stored: _Stored) -> bool:
    """Whether the client's copy is the stored one. A tag decides before a date."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return any(tag.strip().removeprefix("W/") in (stored.etag, "*") for tag in tags.split(","))
    return request.headers.get("if-modified-since") == stored.modified
