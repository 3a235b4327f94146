"""Headers, caches and signatures of distributions."""

from __future__ import annotations

import pytest

from policies.engine import UNKNOWN
from policies.rules.cloudfront import (
    cloudfront_dynamic_not_cached,
    cloudfront_oac_signs,
    cloudfront_response_headers,
    cloudfront_security_headers,
)
from policies.rules.cloudfront._content_security_policy import faults
from policies.testing import changed, judge, make, violations
from tests.guardrails.rule_table import Row, table_tests

_GOOD = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
HEADERS = make(
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    {
        "securityHeadersConfig": {
            "contentSecurityPolicy": {"contentSecurityPolicy": _GOOD, "override": True},
            "contentTypeOptions": {"override": True},
            "frameOptions": {"frameOption": "DENY", "override": True},
            "referrerPolicy": {"referrerPolicy": "no-referrer", "override": True},
            "strictTransportSecurity": {
                "accessControlMaxAgeSec": 63072000,
                "includeSubdomains": True,
                "override": True,
            },
        }
    },
    "headers",
)
DISTRIBUTION = make(
    "aws:cloudfront/distribution:Distribution",
    {
        "defaultCacheBehavior": {"allowedMethods": ["GET", "HEAD"], "responseHeadersPolicyId": UNKNOWN},
        "orderedCacheBehaviors": [
            {
                "allowedMethods": ["GET", "POST"],
                "responseHeadersPolicyId": UNKNOWN,
                "cachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
            }
        ],
    },
    "site",
)
ACCESS = make("aws:cloudfront/originAccessControl:OriginAccessControl", {"signingBehavior": "always"}, "access")
_CONFIG = "securityHeadersConfig"
_CACHE = "orderedCacheBehaviors[0].cachePolicyId"

TestTable = table_tests(
    (
        Row(cloudfront_security_headers.RULE, HEADERS, _CONFIG, ({}, None)),
        Row(cloudfront_security_headers.RULE, HEADERS, f"{_CONFIG}.contentTypeOptions", (None,)),
        Row(
            cloudfront_security_headers.RULE,
            HEADERS,
            f"{_CONFIG}.contentSecurityPolicy.contentSecurityPolicy",
            ("", None, "default-src *", f"script-src 'unsafe-inline'; {_GOOD}"),
            ("default-src 'none'; frame-ancestors 'none'",),
        ),
        Row(
            cloudfront_security_headers.RULE,
            HEADERS,
            f"{_CONFIG}.frameOptions.frameOption",
            ("ALLOWALL", None),
            ("SAMEORIGIN",),
        ),
        Row(
            cloudfront_security_headers.RULE,
            HEADERS,
            f"{_CONFIG}.referrerPolicy.referrerPolicy",
            ("unsafe-url", "origin", None),
            ("strict-origin-when-cross-origin",),
        ),
        Row(
            cloudfront_security_headers.RULE,
            HEADERS,
            f"{_CONFIG}.strictTransportSecurity.accessControlMaxAgeSec",
            (60, None),
            (31536000,),
        ),
        Row(
            cloudfront_security_headers.RULE,
            HEADERS,
            f"{_CONFIG}.strictTransportSecurity.includeSubdomains",
            (False, None),
        ),
        Row(cloudfront_security_headers.RULE, HEADERS, f"{_CONFIG}.frameOptions.override", (False, None)),
        Row(
            cloudfront_response_headers.RULE,
            DISTRIBUTION,
            "orderedCacheBehaviors[0].responseHeadersPolicyId",
            (None, ""),
            unknown_decides=False,
        ),
        Row(
            cloudfront_dynamic_not_cached.RULE,
            DISTRIBUTION,
            _CACHE,
            ("658327ea-f89d-4fab-a63d-7e88639e58f6", None),
            ("83da9c7e-98b4-4e11-a168-04f0df8e2c65",),
        ),
        Row(cloudfront_oac_signs.RULE, ACCESS, "signingBehavior", ("never", "no-override", None)),
    )
)


@pytest.mark.parametrize(
    ("policy", "first"),
    [
        (_GOOD, ""),
        (_GOOD.upper(), ""),
        (f"script-src 'nonce-abc' 'unsafe-inline'; {_GOOD}", ""),
        (f"script-src 'strict-dynamic' 'nonce-abc' https:; {_GOOD}", ""),
        ("img-src 'self'", "the policy does not limit scripts"),
        (f"script-src 'self' 'unsafe-eval'; {_GOOD}", "scripts may be 'unsafe-eval'"),
        (f"script-src https:; {_GOOD}", "scripts may come from https:"),
        (f"object-src *; {_GOOD}", "object-src allows every source"),
        ("script-src 'self'", "the policy does not limit plugins"),
        (
            "default-src 'self'; base-uri 'none'; form-action 'none'",
            "frame-ancestors is missing, or allows every source",
        ),
        (f"default-src *; {_GOOD}", "scripts may come from *"),
    ],
)
def test_a_content_security_policy(policy: str, first: str) -> None:
    assert next(faults(policy), "") == first


@pytest.mark.parametrize(
    ("policy", "refused"),
    [
        ({"maxTtl": 0}, False),
        ({"maxTtl": 60}, True),
        (
            {
                "maxTtl": 60,
                "parametersInCacheKeyAndForwardedToOrigin": {
                    "headersConfig": {"headerBehavior": "whitelist", "headers": {"items": ["Authorization"]}}
                },
            },
            False,
        ),
    ],
)
def test_a_cache_policy_of_the_program_separates_users(policy: dict[str, object], refused: bool) -> None:
    cache = make("aws:cloudfront/cachePolicy:CachePolicy", policy, "cache")
    properties = changed(DISTRIBUTION, _CACHE, UNKNOWN).properties
    distribution = make(DISTRIBUTION.type, properties, "site", {"orderedCacheBehaviors": [cache]})
    assert bool(violations(cloudfront_dynamic_not_cached.RULE, cache, distribution)) is refused


def test_files_may_be_cached() -> None:
    files = make(DISTRIBUTION.type, {"defaultCacheBehavior": {"allowedMethods": ["GET"], "cachePolicyId": "any"}})
    assert not judge(cloudfront_dynamic_not_cached.RULE, files)
