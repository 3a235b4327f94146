from __future__ import annotations

from policies.engine import UNKNOWN, Resource
from policies.rules.cloudfront import (
    cloudfront_access_logging,
    cloudfront_custom_cert,
    cloudfront_default_root_object,
    cloudfront_errors_not_cached,
    cloudfront_geo,
    cloudfront_key_groups,
    cloudfront_oac,
    cloudfront_origin_exists,
    cloudfront_origin_failover,
    cloudfront_origin_https,
    cloudfront_origin_tls,
    cloudfront_sni,
    cloudfront_viewer_https,
    cloudfront_viewer_tls,
    cloudfront_waf,
)
from policies.testing import changed, config_for, judge, make, violations
from tests.guardrails.rule_table import Row, check_undecided, table_tests

BUCKET = make("aws:s3/bucket:Bucket", {"bucket": "alex-prod-site"}, name="bucket")
DISTRIBUTION = make(
    "aws:cloudfront/distribution:Distribution",
    {
        "enabled": True,
        "defaultRootObject": "index.html",
        "webAclId": UNKNOWN,
        "loggingConfig": {"bucket": UNKNOWN},
        "originGroups": [{"originId": "group", "members": [{"originId": "site"}, {"originId": "spare"}]}],
        "origins": [
            {
                "originId": "site",
                "domainName": "alex-prod-site.s3.us-east-1.amazonaws.com",
                "originAccessControlId": UNKNOWN,
            },
            {
                "originId": "api",
                "domainName": UNKNOWN,
                "customOriginConfig": {"originProtocolPolicy": "https-only", "originSslProtocols": ["TLSv1.2"]},
            },
        ],
        "defaultCacheBehavior": {"viewerProtocolPolicy": "redirect-to-https", "trustedKeyGroups": [UNKNOWN]},
        "orderedCacheBehaviors": [{"pathPattern": "/api/*", "viewerProtocolPolicy": "https-only"}],
        "customErrorResponses": [
            {"errorCode": code, "errorCachingMinTtl": 0} for code in (404, 414, 500, 501, 502, 503, 504)
        ],
        "restrictions": {"geoRestriction": {"restrictionType": "whitelist", "locations": ["US"]}},
        "viewerCertificate": {
            "acmCertificateArn": UNKNOWN,
            "sslSupportMethod": "sni-only",
            "minimumProtocolVersion": "TLSv1.2_2021",
        },
    },
    name="distribution",
)
CUSTOM = "origins[1].customOriginConfig"
VIEWERS = ("allow-all", "", None)
DEFAULT_CERTIFICATE = {"cloudfrontDefaultCertificate": True}

ROWS = (
    Row(
        cloudfront_default_root_object.RULE,
        DISTRIBUTION,
        "defaultRootObject",
        noncompliant=("", None),
        unknown_decides=False,
    ),
    Row(cloudfront_waf.RULE, DISTRIBUTION, "webAclId", noncompliant=("", None), unknown_decides=False),
    Row(cloudfront_access_logging.RULE, DISTRIBUTION, "loggingConfig", noncompliant=({}, None), unknown_decides=False),
    Row(cloudfront_origin_failover.RULE, DISTRIBUTION, "originGroups", noncompliant=([], None), unknown_decides=False),
    Row(
        cloudfront_viewer_https.RULE,
        DISTRIBUTION,
        "defaultCacheBehavior.viewerProtocolPolicy",
        noncompliant=VIEWERS,
        compliant=("https-only",),
    ),
    Row(
        cloudfront_viewer_https.RULE,
        DISTRIBUTION,
        "orderedCacheBehaviors[0].viewerProtocolPolicy",
        noncompliant=VIEWERS,
    ),
    Row(
        cloudfront_errors_not_cached.RULE,
        DISTRIBUTION,
        "customErrorResponses",
        noncompliant=([], [{"errorCode": 404, "errorCachingMinTtl": 0}], None),
    ),
    Row(
        cloudfront_errors_not_cached.RULE,
        DISTRIBUTION,
        "customErrorResponses[6].errorCachingMinTtl",
        noncompliant=(1, None),
    ),
    Row(
        cloudfront_origin_https.RULE,
        DISTRIBUTION,
        f"{CUSTOM}.originProtocolPolicy",
        noncompliant=("http-only", "match-viewer", None),
    ),
    Row(
        cloudfront_origin_tls.RULE,
        DISTRIBUTION,
        f"{CUSTOM}.originSslProtocols",
        noncompliant=(["TLSv1.2", "SSLv3"], ["TLSv1"], [], None),
    ),
    Row(
        cloudfront_oac.RULE,
        DISTRIBUTION,
        "origins[0].originAccessControlId",
        noncompliant=("", None),
        unknown_decides=False,
    ),
    Row(
        cloudfront_origin_exists.RULE,
        DISTRIBUTION,
        "origins[0].domainName",
        noncompliant=("alex-prod-old.s3.amazonaws.com", "example.com", None),
        compliant=("alex-prod-site.s3.amazonaws.com", "alex-prod-site.s3-eu-west-1.amazonaws.com"),
        context=(BUCKET,),
    ),
    Row(cloudfront_custom_cert.RULE, DISTRIBUTION, "viewerCertificate", noncompliant=(DEFAULT_CERTIFICATE, {}, None)),
    Row(cloudfront_sni.RULE, DISTRIBUTION, "viewerCertificate.sslSupportMethod", noncompliant=("vip", None)),
    Row(
        cloudfront_viewer_tls.RULE,
        DISTRIBUTION,
        "viewerCertificate.minimumProtocolVersion",
        noncompliant=("TLSv1", "TLSv1.2_2018", None),
        compliant=("TLSv1.2_2025", "TLSv1.3_2025"),
    ),
    Row(cloudfront_viewer_tls.RULE, DISTRIBUTION, "viewerCertificate", noncompliant=(DEFAULT_CERTIFICATE, None)),
    Row(
        cloudfront_geo.RULE,
        DISTRIBUTION,
        "restrictions.geoRestriction.restrictionType",
        noncompliant=("none", None),
        compliant=("blacklist",),
    ),
    Row(
        cloudfront_key_groups.RULE,
        DISTRIBUTION,
        "defaultCacheBehavior.trustedKeyGroups",
        noncompliant=([], None),
        unknown_decides=False,
    ),
    Row(
        cloudfront_key_groups.RULE,
        DISTRIBUTION,
        "orderedCacheBehaviors[0].trustedSigners",
        noncompliant=(["self"],),
        compliant=([],),
    ),
)


TestTable = table_tests(ROWS)


def test_logs_by_delivery_count() -> None:
    source = make("aws:cloudwatch/logDeliverySource:LogDeliverySource", depends={"resourceArn": [DISTRIBUTION]})
    assert not judge(cloudfront_access_logging.RULE, changed(DISTRIBUTION, "loggingConfig", None), source)


def test_the_certificate_of_cloudfront_is_served_by_name_anyway() -> None:
    assert not judge(cloudfront_sni.RULE, changed(DISTRIBUTION, "viewerCertificate", DEFAULT_CERTIFICATE))


def with_origin(domain: object, *sources: Resource, **properties: object) -> Resource:
    origins = [{"originId": "one", "domainName": domain, **properties}]
    return make(DISTRIBUTION.type, {"origins": origins}, depends={"origins": sources})


URL = make("aws:lambda/functionUrl:FunctionUrl", {"authorizationType": "AWS_IAM"}, name="url")
HTTPS = {"originProtocolPolicy": "https-only"}


class TestOriginAccessControl:
    def test_a_function_url_without_it_is_refused(self) -> None:
        domain = "abc.lambda-url.us-east-1.on.aws"
        assert violations(cloudfront_oac.RULE, with_origin(domain, customOriginConfig=HTTPS))

    def test_other_custom_origins_need_none(self) -> None:
        assert not judge(cloudfront_oac.RULE, with_origin("api.example.com", customOriginConfig=HTTPS))

    def test_an_unknown_domain_is_undecided_where_a_function_url_went_in(self) -> None:
        check_undecided(cloudfront_oac.RULE, (with_origin(UNKNOWN, URL, customOriginConfig=HTTPS), URL))
        assert not judge(cloudfront_oac.RULE, with_origin(UNKNOWN, customOriginConfig=HTTPS))

    def test_unknown_origins_are_undecided(self) -> None:
        check_undecided(cloudfront_oac.RULE, (changed(DISTRIBUTION, "origins", UNKNOWN),))


def test_an_unknown_domain_that_came_from_a_bucket_of_the_stack_passes() -> None:
    assert not judge(cloudfront_origin_exists.RULE, BUCKET, with_origin(UNKNOWN, BUCKET))


class TestRemediationOfTheTlsPolicy:
    CONFIG = config_for(cloudfront_viewer_tls.RULE)

    def remediate(self, distribution: Resource) -> object:
        assert cloudfront_viewer_tls.RULE.remediate
        return cloudfront_viewer_tls.RULE.remediate(distribution, self.CONFIG)

    def test_sets_a_secure_version_and_leaves_the_rest(self) -> None:
        old = changed(DISTRIBUTION, "viewerCertificate.minimumProtocolVersion", "TLSv1")
        assert self.remediate(old) == {"viewerCertificate": DISTRIBUTION["viewerCertificate"].raw}

    def test_leaves_compliant_and_unfixable_distributions(self) -> None:
        assert self.remediate(DISTRIBUTION) is None
        for certificate in (DEFAULT_CERTIFICATE, UNKNOWN, None):
            assert self.remediate(changed(DISTRIBUTION, "viewerCertificate", certificate)) is None


def test_errors_of_a_bucket_may_be_kept() -> None:
    site = changed(changed(DISTRIBUTION, "customErrorResponses", None), "origins", [DISTRIBUTION["origins"].raw[0]])
    assert not judge(cloudfront_errors_not_cached.RULE, site)
