"""Security headers that CloudFront adds to what it answers."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

#: Scripts, styles and calls from and to the site itself; nothing else, no inline code, no markup made by scripts.
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
#: Of data: it must not be rendered at all.
API_CSP = "default-src 'none'; frame-ancestors 'none'"
_TWO_YEARS = 2 * 365 * 24 * 3600


def create_security_headers(
    parent: pulumi.Resource, name: str, *, physical_name: str, csp: str
) -> aws.cloudfront.ResponseHeadersPolicy:
    """HSTS, nosniff, no framing, no referrer and this content security policy, over what the origin sends."""
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
