"""Mistakes at the edge and in storage that the real program cannot contain, or has waived."""

from __future__ import annotations

import json
from typing import Any

from policies.engine import UNKNOWN, Resource
from policies.testing import make
from tests.guardrails.mistakes import Mistake, put

_BUCKET = make("aws:s3/bucket:Bucket", {"bucket": "alex-prod-site"}, "site")
_ARNS = ["arn:aws:s3:::alex-prod-site", "arn:aws:s3:::alex-prod-site/*"]
_CLOUDFRONT = {"Service": "cloudfront.amazonaws.com"}
_TLS_ONLY = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": _ARNS,
             "Condition": {"Bool": {"aws:SecureTransport": "false"}}}  # fmt: skip
_READ = {"Effect": "Allow", "Principal": _CLOUDFRONT, "Action": "s3:GetObject", "Resource": _ARNS[1],
         "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}  # fmt: skip


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _setting(kind: str, **properties: Any) -> Resource:
    return make(f"aws:s3/bucket{kind}:Bucket{kind}", {"bucket": UNKNOWN, **properties}, kind, {"bucket": [_BUCKET]})


_SITE = (
    _BUCKET,
    _setting("WebsiteConfiguration", indexDocument={"suffix": "index.html"}),
    _setting("Policy", policy=_policy(_TLS_ONLY, _READ)),
)
_EVERYBODY = _READ | {"Principal": "*", "Condition": {}}

_DISTRIBUTION = make(
    "aws:cloudfront/distribution:Distribution",
    {
        "originGroups": [{"originId": "both", "members": [{"originId": "site"}, {"originId": "spare"}]}],
        "defaultCacheBehavior": {"targetOriginId": "both", "trustedKeyGroups": ["K1"]},
        "restrictions": {"geoRestriction": {"restrictionType": "whitelist", "locations": ["US"]}},
    },
    "distribution",
)

_DELIVERY: tuple[tuple[str, str, str, Any], ...] = (
    ("cloudfront-origin-failover", "has one origin", "originGroups", None),
    ("cloudfront-key-groups", "serves unsigned URLs", "defaultCacheBehavior.trustedKeyGroups", None),
    ("cloudfront-geo", "serves every country", "restrictions.geoRestriction.restrictionType", "none"),
)

MISTAKES = (
    Mistake(
        "s3-website-oai",
        "serves a website to everybody",
        (put("Policy", "policy", _policy(_TLS_ONLY, _EVERYBODY)),),
        _SITE,
    ),
    *(
        Mistake(rule, description, (put("distribution", path, value),), (_DISTRIBUTION,))
        for rule, description, path, value in _DELIVERY
    ),
)
