"""Serves what is deployed: the distribution, the uploaded files, the behaviours with their response headers policies.

Of AWS WAF it has the limit for bodies. TLS is not emulated.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route

from local.aws.edge.api import Api
from local.aws.edge.compression import compresses
from local.aws.edge.headers import response_headers
from local.aws.edge.site import Site
from local.processes.servers import Server
from local.stack import LocalAlex

_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]


@contextmanager
def edge(stack: LocalAlex, port: int | None = None) -> Generator[str]:
    """Serves the running system until the end of the block; the URL, without a trailing slash. Users can sign in there.

    Args:
        port: instead of a free one.

    Raises LocalError when the distribution has a header that is not known here, and when the port is in use.
    """
    server = Server("edge", create_app(stack), port)
    try:
        server.wait_ready()
        with stack.issuer.allowing(server.url):
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
        return response_headers(found["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"])

    site = Site(stack.client("s3"), _bucket(config), headers_of(site_behavior), compress=compresses(site_behavior))
    api = Api(stack.api_url, stack.origin_secret, headers_of(api_behavior))

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


def _bucket(config: Mapping[str, Any]) -> str:
    """Name of the bucket among the origins."""
    (domain,) = [origin["DomainName"] for origin in config["Origins"]["Items"] if "S3OriginConfig" in origin]
    return domain.partition(".")[0]
