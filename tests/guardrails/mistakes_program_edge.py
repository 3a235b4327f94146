"""Mistakes in the real program: edge, buckets, audit."""

from __future__ import annotations

from typing import Any

from tests.guardrails.mistakes import Change, Mistake, drop, put, write

_SITE = "arn:aws:s3:::alex-prod-site-123456789012"
_DISTRIBUTION = "website-distribution"
_OWN_NAME = {"cloudfrontDefaultCertificate": True}
_READ = "Statement[1]"
"""In the policy of the site's bucket, after the statement that denies plain HTTP."""
_EVERYBODY = {"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"], "Resource": [f"{_SITE}/*"]}
_STRANGER = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
    "Action": ["s3:PutBucketPolicy"],
    "Resource": [_SITE],
}

_STORAGE: tuple[tuple[str, str, Change], ...] = (
    ("s3-no-public-access", "lets everybody read", write("site-policy", "policy", _READ, _EVERYBODY)),
    ("s3-no-cross-account-admin", "lets a stranger in", write("site-policy", "policy", _READ, _STRANGER)),
    ("s3-tls-only", "forgets TLS", write("site-policy", "policy", "Statement[0]", _EVERYBODY)),
    ("s3-block-public-access", "opens a block", put("site-public-access", "blockPublicPolicy", False)),
    ("s3-has-public-access-block", "forgets the block", drop("site-public-access")),
    ("s3-access-logging", "forgets the access log", drop("site-logging")),
    ("s3-acls-disabled", "lets files have ACLs", put("site-ownership", "rule.objectOwnership", "ObjectWriter")),
    ("s3-lifecycle", "switches off the only rule", put("site-lifecycle", "rules[0].status", "Disabled")),
    ("s3-versioned", "forgets versions", drop("site-versioning")),
    (
        "s3-versioning-enabled",
        "suspends versions",
        put("site-versioning", "versioningConfiguration.status", "Suspended"),
    ),
    ("s3-cmk-encrypted", "forgets the key", drop("site-encryption")),
)

_DELIVERY: tuple[tuple[str, str, str, Any], ...] = (
    ("cloudfront-default-root-object", "forgets the root object", "defaultRootObject", None),
    ("cloudfront-errors-not-cached", "keeps errors", "customErrorResponses", None),
    ("cloudfront-viewer-https", "serves HTTP", "defaultCacheBehavior.viewerProtocolPolicy", "allow-all"),
    ("cloudfront-access-logging", "forgets the access log", "loggingConfig", None),
    ("cloudfront-waf", "removes the web ACL", "webAclId", None),
    ("cloudfront-custom-cert", "uses CloudFront's certificate", "viewerCertificate", _OWN_NAME),
    ("cloudfront-sni", "uses dedicated IP addresses", "viewerCertificate.sslSupportMethod", "vip"),
    ("cloudfront-viewer-tls", "takes old TLS", "viewerCertificate.minimumProtocolVersion", "TLSv1"),
    (
        "cloudfront-origin-https",
        "calls the API by HTTP",
        "origins[1].customOriginConfig.originProtocolPolicy",
        "http-only",
    ),
    ("cloudfront-origin-tls", "calls the API by SSLv3", "origins[1].customOriginConfig.originSslProtocols", ["SSLv3"]),
    ("cloudfront-origin-exists", "names another's bucket", "origins[0].domainName", "other.s3.amazonaws.com"),
)

_EXEMPTION = "rules[1].statement.andStatement.statements[1].notStatement.statement"

_ACCOUNT: tuple[tuple[str, str, Change], ...] = (
    ("waf-not-empty", "removes the rules of the web ACL", put("firewall-acl", "rules", [])),
    ("waf-body-size", "counts long bodies", put("firewall-acl", "rules[1].action", {"count": {}})),
    (
        "waf-body-size",
        "takes long bodies at all addresses that begin like an upload's",
        put("firewall-acl", f"{_EXEMPTION}.byteMatchStatement.positionalConstraint", "STARTS_WITH"),
    ),
    ("waf-body-size", "limits nothing but one country", put("firewall-acl", _EXEMPTION, {"geoMatchStatement": {}})),
    ("waf-metrics", "counts nothing", put("firewall-acl", "visibilityConfig.cloudwatchMetricsEnabled", False)),
    ("cloudtrail-exists", "forgets the trail", drop("audit-trail")),
    ("cloudtrail-multi-region", "records one region", put("audit-trail", "isMultiRegionTrail", False)),
    ("cloudtrail-kms", "forgets the trail's key", put("audit-trail", "kmsKeyId", None)),
    ("cloudtrail-validation", "stops validation", put("audit-trail", "enableLogFileValidation", False)),
    ("cloudtrail-cwl", "forgets the trail's log group", put("audit-trail", "cloudWatchLogsGroupArn", None)),
    ("budget-exists", "forgets the budget", drop("costs-budget")),
    ("vpc-flow-logs", "forgets the flow log", drop("network-flow-log")),
)

MISTAKES = (
    *(Mistake(rule, description, (change,)) for rule, description, change in (*_STORAGE, *_ACCOUNT)),
    *(Mistake(rule, description, (put(_DISTRIBUTION, path, value),)) for rule, description, path, value in _DELIVERY),
    Mistake(
        "cloudfront-oac",
        "forgets access control",
        (
            put(_DISTRIBUTION, "origins[0].domainName", "alex-prod-site-123456789012.s3.us-east-1.amazonaws.com"),
            put(_DISTRIBUTION, "origins[0].originAccessControlId", None),
        ),
    ),
)
