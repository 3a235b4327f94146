"""The site's files at the local edge: kept, revalidated and compressed as CloudFront does."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import brotli
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from components.edge.distribution import CACHING_OPTIMIZED
from components.edge.site_files import KEPT, REVALIDATED
from local.aws.edge.compression import compressed, compresses, encoding_for
from local.aws.edge.headers import Added
from local.aws.edge.site import Site

SCRIPT = b"export const answer = 42;\n" * 100
PAGE = b"<!doctype html>"


class Bucket:
    """Answers as boto3's S3 client, from a dictionary."""

    class exceptions:  # noqa: N801 - boto3's name
        class ClientError(Exception):
            pass

    def __init__(self) -> None:
        self.files = {
            "index.html": (PAGE, "text/html; charset=utf-8", REVALIDATED),
            "assets/main-C0ffee00.js": (SCRIPT, "text/javascript; charset=utf-8", KEPT),
        }
        self.read: list[str] = []

    def get_object(self, **named: str) -> dict[str, Any]:
        key = named["Key"]
        self.read.append(key)
        if key not in self.files:
            raise self.exceptions.ClientError
        body, kind, kept = self.files[key]
        modified = datetime(2026, 11, 28, 12, tzinfo=UTC)
        return {
            "Body": io.BytesIO(body),
            "ContentType": kind,
            "CacheControl": kept,
            "ETag": f'"{hash(body):x}"',
            "LastModified": modified,
        }


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def bucket() -> Bucket:
    return Bucket()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def get(bucket: Bucket, clock: Clock) -> Callable[..., Any]:
    site = Site(bucket, "site", Added({"x-frame-options": "DENY"}), compress=True, clock=clock)
    http = TestClient(Starlette(routes=[Route("/{rest:path}", site.answer)]))

    def send(path: str, **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return http.get(path, headers={"accept-encoding": "identity", **sent})

    return send


@pytest.mark.parametrize("path", ["/", "/signed-in", "/jobs/0f052eaf"])
def test_pages_are_the_page(get: Callable[..., Any], path: str):
    answer = get(path)
    assert (answer.content, answer.headers["cache-control"]) == (PAGE, "no-cache")


def test_a_file_that_is_not_there_is_refused_with_the_headers_of_every_answer(get: Callable[..., Any]):
    answer = get("/assets/none.js")
    assert (answer.status_code, answer.headers["x-frame-options"]) == (403, "DENY")


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("deflate", None)]
)
def test_a_script_is_compressed_as_the_browser_likes(get: Callable[..., Any], accepted: str, encoding: str | None):
    answer = get("/assets/main-C0ffee00.js", accept_encoding=accepted)

    assert answer.content == SCRIPT
    assert answer.headers.get("content-encoding") == encoding
    if encoding:
        assert int(answer.headers["content-length"]) < len(SCRIPT) / 10
        assert answer.headers["vary"] == "accept-encoding"
        assert answer.headers["etag"].startswith('W/"')


@pytest.mark.parametrize(
    ("kind", "size", "expected"),
    [
        ("text/javascript; charset=utf-8", 1000, True),
        ("text/css", 999, False),
        ("image/svg+xml", 2000, True),
        ("font/woff2", 5000, False),
        ("text/html", 10_000_001, False),
    ],
)
def test_cloudfront_compresses_some_types_and_sizes(kind: str, size: int, expected: bool):
    assert bool(encoding_for("gzip", kind, size)) is expected


def test_it_compresses_where_behaviour_and_cache_policy_say_so():
    assert compresses({"Compress": True, "CachePolicyId": CACHING_OPTIMIZED})
    assert not compresses({"Compress": False, "CachePolicyId": CACHING_OPTIMIZED})
    assert not compresses({"Compress": True, "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"})


@pytest.mark.parametrize("encoding", ["identity", "br"])
def test_a_copy_that_is_current_is_not_sent_again(get: Callable[..., Any], encoding: str):
    path = "/assets/main-C0ffee00.js"
    first = get(path, accept_encoding=encoding)

    again = get(path, accept_encoding=encoding, if_none_match=first.headers["etag"])

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == KEPT
    assert again.headers["x-frame-options"] == "DENY"
    assert get(path, if_none_match='"other"').status_code == 200
    assert get(path, if_modified_since=first.headers["last-modified"]).status_code == 304


def test_a_hashed_file_is_read_once_and_the_page_after_a_second(get: Callable[..., Any], bucket: Bucket, clock: Clock):
    for _ in range(2):
        get("/assets/main-C0ffee00.js")
        get("/")
    assert sorted(bucket.read) == ["assets/main-C0ffee00.js", "index.html"]

    clock.now = 1.5
    bucket.files["index.html"] = (b"new", *bucket.files["index.html"][1:])

    assert get("/").content == b"new"
    get("/assets/main-C0ffee00.js")
    assert bucket.read.count("assets/main-C0ffee00.js") == 1


def test_what_is_sent_can_be_unpacked_by_others():
    assert brotli.decompress(compressed(SCRIPT, "br")) == SCRIPT
    assert gzip.decompress(compressed(SCRIPT, "gzip")) == SCRIPT
