"""The CloudFront distribution: the site by default, the API under `/api/`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.edge.plans import EdgePlan
from components.edge.response_headers import API_CSP, ResponseHeaders, create_response_headers, preconnect, site_csp
from components.foundation import time_limits
from components.foundation.names import Names
from components.foundation.private_bucket import PrivateBucket

#: Ids of AWS managed policies, as documented.
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
_CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
_ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
_TLS = "TLSv1.2_2021"
_SITE_ORIGIN = "site"
_API_ORIGIN = "api"
#: Errors that CloudFront keeps for 10 s by default, even if the origin forbids it: other users would get them too, and
#: a client that asks again would get the old answer. The body stays the origin's. CloudFront keeps no others, because
#: the API answers with `no-store`.
_CACHED_ERRORS = (400, 403, 404, 405, 414, 500, 501, 502, 503, 504)
#: Path of a file, as a regular expression of JavaScript and of Python: its last part has a dot. Addresses of pages have
#: none.
FILE = r"\.[^\/]*$"
#: Not solved by a custom error response, which would also replace the API's error responses.
_PAGES = f"""function handler(event) {{
  var request = event.request;
  if (!/{FILE}/.test(request.uri)) request.uri = "/index.html";
  return request;
}}
"""


@dataclass(frozen=True)
class DistributionArgs:
    names: Names
    plan: EdgePlan
    site: PrivateBucket
    logs: PrivateBucket | None
    """None: no access log."""
    api_host: pulumi.Input[str]
    api_function_arn: pulumi.Input[str]
    web_acl_arn: pulumi.Input[str]
    sign_in_origins: Sequence[str]
    """Origins of the identity provider."""
    domain: str | None
    certificate_arn: str | None


def create_distribution(parent: pulumi.Resource, name: str, args: DistributionArgs) -> aws.cloudfront.Distribution:
    """Creates the distribution with its functions and policies as children of `parent`."""
    return aws.cloudfront.Distribution(
        f"{name}-distribution",
        comment=args.names.prefix,
        enabled=True,
        is_ipv6_enabled=True,
        http_version="http2and3",
        price_class="PriceClass_100",
        default_root_object="index.html",
        aliases=[args.domain] if args.domain else None,
        origins=[_site_origin(parent, name, args), _api_origin(args)],
        default_cache_behavior=_site_behavior(parent, name, args),
        ordered_cache_behaviors=[_api_behavior(parent, name, args)],
        viewer_certificate=_certificate(args.certificate_arn),
        custom_error_responses=[
            aws.cloudfront.DistributionCustomErrorResponseArgs(error_code=code, error_caching_min_ttl=0)
            for code in _CACHED_ERRORS
        ],
        restrictions=aws.cloudfront.DistributionRestrictionsArgs(
            geo_restriction=aws.cloudfront.DistributionRestrictionsGeoRestrictionArgs(restriction_type="none")
        ),
        logging_config=_logging(args.logs),
        web_acl_id=args.web_acl_arn,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[args.site, *([args.logs] if args.logs else [])]),
    )


def _logging(logs: PrivateBucket | None) -> aws.cloudfront.DistributionLoggingConfigArgs | None:
    if logs is None:
        return None
    return aws.cloudfront.DistributionLoggingConfigArgs(bucket=logs.bucket.bucket_domain_name, include_cookies=False)


def _site_origin(parent: pulumi.Resource, name: str, args: DistributionArgs) -> aws.cloudfront.DistributionOriginArgs:
    control = aws.cloudfront.OriginAccessControl(
        f"{name}-access",
        name=args.names.of("site"),
        description="Signs CloudFront requests to the site bucket",
        origin_access_control_origin_type="s3",
        signing_behavior="always",
        signing_protocol="sigv4",
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return aws.cloudfront.DistributionOriginArgs(
        origin_id=_SITE_ORIGIN,
        domain_name=args.site.bucket.bucket_regional_domain_name,
        origin_access_control_id=control.id,
    )


def _api_origin(args: DistributionArgs) -> aws.cloudfront.DistributionOriginArgs:
    return aws.cloudfront.DistributionOriginArgs(
        origin_id=_API_ORIGIN,
        domain_name=args.api_host,
        custom_origin_config=aws.cloudfront.DistributionOriginCustomOriginConfigArgs(
            http_port=80,
            https_port=443,
            origin_protocol_policy="https-only",
            origin_ssl_protocols=["TLSv1.2"],
            origin_read_timeout=time_limits.CLOUDFRONT,
        ),
    )


def _site_behavior(
    parent: pulumi.Resource, name: str, args: DistributionArgs
) -> aws.cloudfront.DistributionDefaultCacheBehaviorArgs:
    pages = aws.cloudfront.Function(
        f"{name}-pages",
        name=args.names.of("pages"),
        comment="Serves the app for every page URL",
        runtime="cloudfront-js-2.0",
        code=_PAGES,
        publish=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    headers = create_response_headers(
        parent,
        f"{name}-site",
        physical_name=args.names.of("site"),
        csp=site_csp(args.sign_in_origins),
        plan=args.plan,
        link=preconnect(args.sign_in_origins),
    )
    return aws.cloudfront.DistributionDefaultCacheBehaviorArgs(
        target_origin_id=_SITE_ORIGIN,
        viewer_protocol_policy="redirect-to-https",
        allowed_methods=["GET", "HEAD"],
        cached_methods=["GET", "HEAD"],
        compress=True,
        cache_policy_id=CACHING_OPTIMIZED,
        response_headers_policy_id=headers.policy_id,
        function_associations=[
            aws.cloudfront.DistributionDefaultCacheBehaviorFunctionAssociationArgs(event_type=event, function_arn=arn)
            for event, arn in _functions(pages.arn, headers)
        ],
    )


def _api_behavior(
    parent: pulumi.Resource, name: str, args: DistributionArgs
) -> aws.cloudfront.DistributionOrderedCacheBehaviorArgs:
    headers = create_response_headers(
        parent, f"{name}-api", physical_name=args.names.of("api"), csp=API_CSP, plan=args.plan
    )
    return aws.cloudfront.DistributionOrderedCacheBehaviorArgs(
        path_pattern="/api/*",
        target_origin_id=_API_ORIGIN,
        # Not redirected: a token sent over plain HTTP has already leaked, and a redirect would hide that.
        viewer_protocol_policy="https-only",
        allowed_methods=["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
        cached_methods=["GET", "HEAD"],
        cache_policy_id=_CACHING_DISABLED,
        # API Gateway accepts only its own host name.
        origin_request_policy_id=_ALL_VIEWER_EXCEPT_HOST,
        response_headers_policy_id=headers.policy_id,
        function_associations=[
            aws.cloudfront.DistributionOrderedCacheBehaviorFunctionAssociationArgs(event_type=event, function_arn=arn)
            for event, arn in _functions(args.api_function_arn, headers)
        ],
    )


def _functions(of_requests: pulumi.Input[str], headers: ResponseHeaders) -> Iterator[tuple[str, pulumi.Input[str]]]:
    """Event and function."""
    yield "viewer-request", of_requests
    if headers.function_arn is not None:
        yield "viewer-response", headers.function_arn


def _certificate(arn: str | None) -> aws.cloudfront.DistributionViewerCertificateArgs:
    """CloudFront's default certificate accepts TLS 1.0, which cannot be changed (FSBP CloudFront.7 and .15)."""
    if arn is None:
        return aws.cloudfront.DistributionViewerCertificateArgs(cloudfront_default_certificate=True)
    return aws.cloudfront.DistributionViewerCertificateArgs(
        acm_certificate_arn=arn, minimum_protocol_version=_TLS, ssl_support_method="sni-only"
    )
