"""CloudFront distribution, the site, and the origin secret of the API."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from components.edge.website import WebsiteArgs
from local.engine.preview import preview
from local.errors import LocalError

ROOT = Path(__file__).resolve().parents[2]
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef"
ABSENT = {"siteDomain": "", "certificateArn": ""}


def distribution_of(overrides: dict[str, object]) -> dict:
    (found,) = [r for r in preview(ROOT, "prod", overrides).resources if r.name == "website-distribution"]
    return dict(found.inputs)


@pytest.fixture
def distribution(stack) -> dict:
    return stack.one("Distribution", "website-distribution")


@pytest.fixture
def api(distribution) -> dict:
    (behavior,) = distribution["orderedCacheBehaviors"]
    return behavior


def test_the_site_is_the_default_and_api_paths_go_to_the_api(distribution, api):
    assert distribution["defaultCacheBehavior"]["targetOriginId"] == "site"
    assert (api["pathPattern"], api["targetOriginId"]) == ("/api/*", "api")
    assert distribution["defaultRootObject"] == "index.html"
    assert distribution["httpVersion"] == "http2and3"


def test_no_error_of_the_api_is_kept_at_the_edge(distribution):
    kept = {response["errorCode"]: response["errorCachingMinTtl"] for response in distribution["customErrorResponses"]}

    assert kept == dict.fromkeys((400, 403, 404, 405, 414, 500, 501, 502, 503, 504), 0)


def test_plain_http_is_redirected_or_refused(distribution, api):
    assert distribution["defaultCacheBehavior"]["viewerProtocolPolicy"] == "redirect-to-https"
    assert api["viewerProtocolPolicy"] == "https-only"


def test_origins_are_reached_over_tls_and_the_bucket_with_signed_requests(distribution):
    origins = {origin["originId"]: origin for origin in distribution["origins"]}
    to_the_api = origins["api"]["customOriginConfig"]

    assert (to_the_api["originProtocolPolicy"], to_the_api["originSslProtocols"]) == ("https-only", ["TLSv1.2"])
    assert origins["site"]["originAccessControlId"]
    assert not any("customHeaders" in origin for origin in origins.values())


def test_only_cloudfront_of_this_account_reads_the_bucket(prod):
    statements = json.loads(prod.one("BucketPolicy", "site-policy")["policy"])["Statement"]
    (read,) = [statement for statement in statements if statement["Effect"] == "Allow"]

    assert read["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert read["Action"] == ["s3:GetObject"]
    assert read["Condition"]["ArnLike"] == {"aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/*"}


def test_api_responses_are_neither_cached_nor_replaced(distribution, api):
    assert api["cachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert not any("responsePagePath" in response for response in distribution["customErrorResponses"])


def test_the_web_acl_and_the_log_are_in_place(stack, distribution):
    (resource,) = stack.all("Distribution")

    assert [urn.split("::")[-1] for urn in resource.property_dependencies["webAclId"]] == ["firewall-acl"]
    assert distribution["loggingConfig"]["includeCookies"] is False
    assert [urn.split("::")[-1] for urn in resource.property_dependencies["loggingConfig"]] == ["edge-logs-bucket"]


@pytest.mark.parametrize(
    ("behavior", "csp"),
    [("site", "default-src 'none'; script-src 'self'"), ("api", "default-src 'none'; frame-ancestors 'none'")],
)
def test_every_response_has_strict_security_headers(stack, behavior: str, csp: str):
    headers = stack.one("ResponseHeadersPolicy", f"website-{behavior}-headers")["securityHeadersConfig"]
    policy = headers["contentSecurityPolicy"]["contentSecurityPolicy"]

    assert policy.startswith(csp)
    assert "unsafe" not in policy
    assert headers["strictTransportSecurity"]["accessControlMaxAgeSec"] >= 31_536_000
    assert headers["frameOptions"]["frameOption"] == "DENY"
    assert headers["referrerPolicy"]["referrerPolicy"] == "no-referrer"
    assert headers["contentTypeOptions"] == {"override": True}


def test_with_a_custom_domain_the_site_requires_tls_1_2():
    distribution = distribution_of({"siteDomain": "alex.example", "certificateArn": CERTIFICATE})

    assert distribution["aliases"] == ["alex.example"]
    assert distribution["viewerCertificate"] == {
        "acmCertificateArn": CERTIFICATE,
        "minimumProtocolVersion": "TLSv1.2_2021",
        "sslSupportMethod": "sni-only",
    }


def test_without_a_custom_domain_the_site_has_the_default_certificate():
    distribution = distribution_of(ABSENT)

    assert "aliases" not in distribution
    assert distribution["viewerCertificate"] == {"cloudfrontDefaultCertificate": True}


@pytest.mark.parametrize(
    ("key", "settings"),
    [
        pytest.param("certificateArn", {"siteDomain": "alex.example", "certificateArn": ""}, id="no certificate"),
        pytest.param("certificateArn", {"siteDomain": "", "certificateArn": CERTIFICATE}, id="no domain"),
        pytest.param("siteDomain", {"siteDomain": "https://alex.example"}, id="an address instead of a domain"),
        pytest.param(
            "certificateArn",
            {"certificateArn": CERTIFICATE.replace("us-east-1", "eu-west-1")},
            id="a certificate of another region",
        ),
    ],
)
def test_a_mismatch_of_domain_and_certificate_is_refused(key: str, settings: dict[str, object]):
    with pytest.raises(LocalError, match=rf"^Pulumi\.prod\.yaml: alex:{key} must be .+, not "):
        preview(ROOT, "prod", settings)


def test_a_domain_without_a_certificate_is_refused():
    with pytest.raises(ValueError, match=r"WebsiteArgs.domain and certificate_arn must be given together"):
        WebsiteArgs(None, None, "https://api", "arn", "arn", domain="alex.example", certificate_arn=None)


def test_the_sites_files_have_their_content_types(stack):
    objects = {file.inputs["key"]: file.inputs["contentType"] for file in stack.all("BucketObjectv2")}

    assert objects == {
        "app.js": "text/javascript; charset=utf-8",
        "index.html": "text/html; charset=utf-8",
        "style.css": "text/css; charset=utf-8",
    }


def test_the_site_is_small_and_complies_with_its_content_security_policy():
    files = {path.name: path.read_text() for path in (ROOT / "web").iterdir()}

    assert sum(len(text) for text in files.values()) < 30_000
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|https?://", files["app.js"])
    assert not re.search(r"<script>|<style|\son\w+=|style=|https?://", files["index.html"])


def test_the_origin_secret_is_not_in_the_program(stack):
    (prepare,) = [resource for resource in stack.all("Invocation") if resource.name == "origin-prepare"]
    edge_functions = [function.inputs["name"] for function in stack.all("EdgeFunction")]
    rotator = stack.one("Function", "origin_rotator-function")["environment"]["variables"]

    assert not stack.all("SecretVersion")
    assert {urn.split("::")[-1] for urn in prepare.property_dependencies["input"]} == {"origin-secret"}
    assert rotator["ORIGIN_FUNCTION_NAME"] not in edge_functions


def test_the_distribution_waits_for_the_cloudfront_function_of_the_rotator(prod):
    (distribution,) = prod.all("Distribution")
    (api,) = distribution.inputs["orderedCacheBehaviors"]
    sources = distribution.property_dependencies["orderedCacheBehaviors"]

    assert [association["eventType"] for association in api["functionAssociations"]] == ["viewer-request"]
    assert any(urn.endswith("::origin-prepare") for urn in sources)


def test_only_the_rotator_writes_that_function_and_it_changes_no_other(prod):
    granted = [
        (role, action, statement["Resource"])
        for role, statements in prod.role_statements().items()
        for statement in statements
        for action in statement["Action"]
        if action.startswith("cloudfront:")
    ]
    ours = ["arn:aws:cloudfront::123456789012:function/alex-prod-origin"]

    assert {role for role, _, _ in granted} == {"origin_rotator"}
    # A further function would run on no request: that takes a change of a distribution.
    assert [action for _, action, resources in granted if resources != ours] == ["cloudfront:CreateFunction"]


def test_the_rotator_rotates_the_origin_secret(prod):
    rotation = next(r for r in prod.all("SecretRotation") if r.name == "origin-rotation-schedule")

    assert any(urn.endswith("::origin_rotator-live") for urn in rotation.property_dependencies["rotationLambdaArn"])
    assert any(urn.endswith("::origin-secret") for urn in rotation.property_dependencies["secretId"])
