"""Headers that CloudFront adds to responses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.edge.plans import EdgePlan

#: Id of AWS's managed policy SecurityHeadersPolicy, as documented. It has no content security policy.
MANAGED_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"

#: The API returns data, which must never be rendered.
API_CSP = "default-src 'none'; frame-ancestors 'none'"
_SELF = "'self'"
_TWO_YEARS = 2 * 365 * 24 * 3600
_ADD_HEADERS = """var added = {};
function handler(event) {{
  Object.assign(event.response.headers, added);
  return event.response;
}}
"""


def site_csp(sign_in_origins: Sequence[str]) -> str:
    """Scripts, styles, fonts and images of the site's own origin only: no inline code, no markup but the sanitiser's.

    Args:
        sign_in_origins: of the identity provider, which scripts call in addition to the site's own origin.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            f"connect-src {' '.join((_SELF, *sign_in_origins))}",
            "base-uri 'none'",
            # Sign-in and sign-out are navigations.
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types dompurify",
        )
    )


def preconnect(origins: Sequence[str]) -> str:
    """The header `Link` that opens connections to these origins, one for navigations and one for requests of scripts.

    A sign-in goes there as soon as the page has run: on a phone, the connection's turns take longer than the page.
    """
    return ", ".join(f"<{origin}>; rel=preconnect{kind}" for origin in origins for kind in ("", "; crossorigin"))


@dataclass(frozen=True)
class ResponseHeaders:
    """For a cache behaviour."""

    policy_id: pulumi.Input[str]
    function_arn: pulumi.Input[str] | None
    """Adds to answers before the viewer gets them; None where the policy has all headers."""


def create_response_headers(
    parent: pulumi.Resource, name: str, *, physical_name: str, csp: str, plan: EdgePlan, link: str = ""
) -> ResponseHeaders:
    """HSTS, nosniff, no framing, no referrer and the given CSP; each overrides the origin's header.

    Args:
        link: value of the header `Link`, if any.
    """
    if plan.own_headers:
        return ResponseHeaders(_create_policy(parent, name, physical_name, csp, link).id, None)
    headers = {**_headers(csp), **({"link": link} if link else {})}
    return ResponseHeaders(MANAGED_HEADERS, _create_function(parent, name, f"{physical_name}-headers", headers).arn)


def _create_function(
    parent: pulumi.Resource, name: str, physical_name: str, headers: Mapping[str, str]
) -> aws.cloudfront.Function:
    """CloudFront runs it for answers below 400. Errors have the headers of the managed policy alone."""
    added = {header: {"value": value} for header, value in headers.items()}
    return aws.cloudfront.Function(
        f"{name}-headers",
        name=physical_name,
        comment="Security headers",
        runtime="cloudfront-js-2.0",
        code=_ADD_HEADERS.format(json.dumps(added)),
        publish=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _headers(csp: str) -> dict[str, str]:
    return {
        "content-security-policy": csp,
        "referrer-policy": "no-referrer",
        "strict-transport-security": f"max-age={_TWO_YEARS}; includeSubDomains",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }


def _create_policy(
    parent: pulumi.Resource, name: str, physical_name: str, csp: str, link: str
) -> aws.cloudfront.ResponseHeadersPolicy:
    security = aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgs(
        content_security_policy=aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigContentSecurityPolicyArgs(
            content_security_policy=csp, override=True
        ),
        content_type_options=aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigContentTypeOptionsArgs(
            override=True
        ),
        frame_options=aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigFrameOptionsArgs(
            frame_option="DENY", override=True
        ),
        referrer_policy=aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigReferrerPolicyArgs(
            referrer_policy="no-referrer", override=True
        ),
        strict_transport_security=aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigStrictTransportSecurityArgs(
            access_control_max_age_sec=_TWO_YEARS, include_subdomains=True, override=True
        ),
    )
    return aws.cloudfront.ResponseHeadersPolicy(
        f"{name}-headers",
        name=physical_name,
        comment="Security headers",
        security_headers_config=security,
        custom_headers_config=_link(link) if link else None,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _link(value: str) -> aws.cloudfront.ResponseHeadersPolicyCustomHeadersConfigArgs:
    item = aws.cloudfront.ResponseHeadersPolicyCustomHeadersConfigItemArgs(header="Link", value=value, override=True)
    return aws.cloudfront.ResponseHeadersPolicyCustomHeadersConfigArgs(items=[item])
