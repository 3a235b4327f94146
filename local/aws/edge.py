"""CloudFront for one machine: the site's files and the API at one address, with the headers of the distribution.

It reads the deployed distribution, the uploaded files, the behaviors with their response headers policies, and the
secret that the API expects. Of AWS WAF it has the limit for bodies. TLS, caching and compression are not emulated.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from components.edge.waf import MAX_BODY_BYTES, SIZE_PROBLEM, UPLOADS
from local.errors import LocalError
from local.loopback import client_options
from local.processes.servers import Server
from local.stack import LocalAlex

_ORIGIN_HEADER = "x-alex-origin"
_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
#: Headers of one connection, not of the request or response; and those that the new response body makes wrong.
_HOP_BY_HOP = {
    "date",
    "server",
    "connection",
    "keep-alive",
    "transfer-encoding",
    "host",
    "content-length",
    "content-encoding",
}
#: Longer than the timeout of the API's function.
_TIMEOUT_SECONDS = 40


@contextmanager
def edge(stack: LocalAlex) -> Generator[str]:
    """Serves the running system on a free port until the end of the block; the URL, without a trailing slash.

    Raises LocalError when the distribution has a header that this module does not know.
    """
    server = Server("edge", create_app(stack))
    try:
        server.wait_ready()
        yield server.url
    finally:
        server.stop()


def create_app(stack: LocalAlex) -> Starlette:
    cloudfront = stack.client("cloudfront")
    (summary,) = cloudfront.list_distributions()["DistributionList"]["Items"]
    config = cloudfront.get_distribution_config(Id=summary["Id"])["DistributionConfig"]
    (api_behavior,) = config["CacheBehaviors"]["Items"]
    site_behavior = config["DefaultCacheBehavior"]

    def headers_of(behavior: Mapping[str, Any]) -> dict[str, str]:
        found = cloudfront.get_response_headers_policy(Id=behavior["ResponseHeadersPolicyId"])
        return security_headers(found["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"])

    site = _Site(stack.client("s3"), _bucket(config), headers_of(site_behavior))
    api = _Api(stack.api_url, stack.origin_secret, headers_of(api_behavior))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        yield
        await api.close()

    return Starlette(
        lifespan=lifespan,
        routes=[
            Route(api_behavior["PathPattern"].replace("*", "{rest:path}"), api.answer, methods=_METHODS),
            Route("/{rest:path}", site.answer, methods=_METHODS),
        ],
    )


def security_headers(policy: Mapping[str, Any]) -> dict[str, str]:
    """Headers that a response headers policy adds. Raises LocalError for an unsupported setting."""
    for other in ("CustomHeadersConfig", "RemoveHeadersConfig"):
        if policy.get(other, {}).get("Quantity"):
            raise LocalError(f"local/aws/edge.py does not support {other} of response headers policies")
    headers: dict[str, str] = {}
    for name, value in policy["SecurityHeadersConfig"].items():
        match name:
            case "ContentSecurityPolicy":
                headers["content-security-policy"] = value["ContentSecurityPolicy"]
            case "ContentTypeOptions":
                headers["x-content-type-options"] = "nosniff"
            case "FrameOptions":
                headers["x-frame-options"] = value["FrameOption"]
            case "ReferrerPolicy":
                headers["referrer-policy"] = value["ReferrerPolicy"]
            case "StrictTransportSecurity":
                subdomains = "; includeSubDomains" if value.get("IncludeSubdomains") else ""
                headers["strict-transport-security"] = f"max-age={value['AccessControlMaxAgeSec']}{subdomains}"
            case _:
                raise LocalError(f"local/aws/edge.py does not support {name} of response headers policies")
    return headers


class _Site:
    def __init__(self, s3: Any, bucket: str, headers: dict[str, str]) -> None:
        self._s3, self._bucket, self._headers = s3, bucket, headers

    def answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return self._refusal()
        path = request.url.path
        # As the CloudFront function does: a page's address names no file.
        key = path.lstrip("/") if "." in path.rsplit("/", 1)[-1] else "index.html"
        try:
            stored = self._s3.get_object(Bucket=self._bucket, Key=key)
        except self._s3.exceptions.ClientError:
            return self._refusal()
        headers = {**self._headers, "cache-control": stored["CacheControl"], "content-type": stored["ContentType"]}
        return Response(stored["Body"].read(), headers=headers)

    def _refusal(self) -> Response:
        """CloudFront may not list the bucket, so S3 does not reveal whether the file exists."""
        body = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
        return Response(body, 403, headers={**self._headers, "content-type": "application/xml"})


class _Api:
    def __init__(self, url: str, secret: str, headers: dict[str, str]) -> None:
        self._url, self._secret, self._headers = url, secret, headers
        self._http = httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, **client_options(url))

    async def answer(self, request: Request) -> Response:
        path = request.scope["raw_path"].decode("latin-1")
        query = request.scope["query_string"].decode("latin-1")
        kept = [(name, value) for name, value in request.headers.raw if name.decode().lower() not in _HOP_BY_HOP]
        body = await request.body()
        if len(body) > MAX_BODY_BYTES and path not in UPLOADS:
            return JSONResponse(SIZE_PROBLEM, 413)
        sent = [(name, value) for name, value in kept if name.decode().lower() not in (_ORIGIN_HEADER, "user-agent")]
        address = request.client.host if request.client else "-"
        answered = await self._http.request(
            request.method,
            f"{self._url}{path}{'?' if query else ''}{query}",
            headers=[*sent, (_ORIGIN_HEADER.encode(), self._secret.encode()), (b"user-agent", address.encode())],
            content=body,
        )
        headers = {name: value for name, value in answered.headers.items() if name.lower() not in _HOP_BY_HOP}
        return Response(answered.content, answered.status_code, headers={**headers, **self._headers})

    async def close(self) -> None:
        await self._http.aclose()


def _bucket(config: Mapping[str, Any]) -> str:
    """Name of the bucket among the origins."""
    (domain,) = [origin["DomainName"] for origin in config["Origins"]["Items"] if "S3OriginConfig" in origin]
    return domain.partition(".")[0]
