"""Serves what is deployed: the distribution, the uploaded files, the behaviours with their response headers policies.

Of AWS WAF it has the limit for bodies. TLS is not emulated.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route

from components.edge.response_headers import MANAGED_HEADERS
from local.aws.edge.api import Api
from local.aws.edge.compression import compresses
from local.aws.edge.headers import MANAGED, MANAGED_OVERRIDING, Added, function_headers, response_headers
from local.aws.edge.site import Site
from local.aws.edge.web_acl import BodyLimit, body_limit
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

    site_headers, api_headers = (_added(cloudfront, behavior) for behavior in (site_behavior, api_behavior))
    site = Site(stack.client("s3"), _bucket(config), site_headers, compress=compresses(site_behavior))
    api = Api(stack.api_url, stack.origin_secret, api_headers, _body_limit(stack, config["WebACLId"]))

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


def _added(cloudfront: Any, behavior: Mapping[str, Any]) -> Added:
    """Headers of a cache behaviour."""
    functions = [
        cloudfront.get_function(Name=association["FunctionARN"].rpartition("/")[2], Stage="LIVE")["FunctionCode"]
        for association in behavior.get("FunctionAssociations", {}).get("Items", [])
        if association["EventType"] == "viewer-response"
    ]
    added = {name: value for code in functions for name, value in function_headers(code.read().decode()).items()}
    if behavior["ResponseHeadersPolicyId"] == MANAGED_HEADERS:
        return Added(MANAGED_OVERRIDING, MANAGED, added)
    found = cloudfront.get_response_headers_policy(Id=behavior["ResponseHeadersPolicyId"])
    return Added(response_headers(found["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]), {}, added)


def _body_limit(stack: LocalAlex, arn: str) -> BodyLimit:
    name, identifier = arn.split("/")[-2:]
    waf = stack.client("wafv2")
    return body_limit(waf.get_web_acl(Name=name, Id=identifier, Scope="CLOUDFRONT")["WebACL"])
