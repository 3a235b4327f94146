"""Security headers that CloudFront adds to responses."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

#: Scripts, styles and requests of the site's own origin only: no inline code, no markup created by scripts.
SITE_CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
#: The API returns data, which must never be rendered.
API_CSP = "default-src 'none'; frame-ancestors 'none'"
_TWO_YEARS = 2 * 365 * 24 * 3600


def create_security_headers(
    parent: pulumi.Resource, name: str, *, physical_name: str, csp: str
) -> aws.cloudfront.ResponseHeadersPolicy:
    """HSTS, nosniff, no framing, no referrer and the given CSP; each overrides the origin's header."""
    headers = aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgs(
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
        security_headers_config=headers,
        opts=pulumi.ResourceOptions(parent=parent),
    )
