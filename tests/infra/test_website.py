"""CloudFront distribution, the site, and the origin secret of the API."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks

from components.edge import site_files
from components.edge.distribution import FILE
from components.edge.plans import EdgePlan
from components.edge.site_sources import OUTSIDE
from components.edge.website import WebsiteArgs
from local.engine.monitor import STACK_TYPE, Monitor
from local.engine.preview import UNKNOWN, PlannedResource, preview
from local.engine.program import run_program
from local.engine.stack_config import read_config
from local.errors import LocalError

ROOT = Path(__file__).resolve().parents[2]
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef"
ABSENT = {"siteDomain": "", "certificateArn": ""}


def distribution_of(overrides: Mapping[str, object]) -> dict[str, Any]:
    (found,) = [r for r in preview(ROOT, "prod", overrides).resources if r.name == "website-distribution"]
    return dict(found.inputs)


@pytest.fixture
def distribution(stack) -> dict[str, Any]:
    return stack.one("Distribution", "website-distribution")


@pytest.fixture
def api(distribution) -> dict[str, Any]:
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


def test_the_page_opens_connections_to_the_issuer_before_it_runs(stack):
    policy = stack.one("ResponseHeadersPolicy", "website-site-headers")
    (link,) = policy["customHeadersConfig"]["items"]
    csp = policy["securityHeadersConfig"]["contentSecurityPolicy"]["contentSecurityPolicy"]
    (origins,) = re.findall("connect-src 'self' ([^;]+)", csp)

    assert link["header"] == "Link"
    for origin in origins.split():
        assert f"<{origin}>; rel=preconnect, <{origin}>; rel=preconnect; crossorigin" in link["value"]
    assert "customHeadersConfig" not in stack.one("ResponseHeadersPolicy", "website-api-headers")


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
    none: Any = None
    with pytest.raises(ValueError, match=r"WebsiteArgs.domain and certificate_arn must be given together"):
        WebsiteArgs(
            none, (), "", (), none, "https://api", "arn", "arn", EdgePlan(), domain="alex.example", certificate_arn=None
        )


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in the place of `build/site`, with what a build makes."""
    folder = tmp_path / "built"
    for name in BUILT_FILES:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    monkeypatch.setattr(site_files, "ROOT", tmp_path)
    monkeypatch.setattr(site_files, "BUILT", Path("built"))
    (tmp_path / "web").mkdir()
    (tmp_path / "web/package.json").write_text("{}")
    for outside in OUTSIDE:
        (tmp_path / outside).parent.mkdir(parents=True)
        (tmp_path / outside).write_text("{}")
    stamp = tmp_path / site_files.BUILT_FROM
    stamp.parent.mkdir()
    stamp.write_text(site_files.sources_hash(tmp_path) or "")
    return folder


@pytest.fixture
def unbuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_files, "BUILT", Path("build/none"))


BUILT_FILES = (
    "index.html",
    "favicon.svg",
    "assets/index-Ab3-_x9z.js",
    "assets/index-C0ffee00.css",
    "assets/inter-C0ffee01.woff2",
)


def uploads(**settings: object) -> dict[str, PlannedResource]:
    """Objects of the bucket by key."""
    planned = preview(ROOT, "prod", settings).resources
    return {r.inputs["key"]: r for r in planned if r.type == "aws:s3/bucketObjectv2:BucketObjectv2"}


def test_the_sites_files_have_their_content_types(built: Path):
    types = {key: file.inputs["contentType"] for key, file in uploads().items()}

    assert types == {
        "configuration.json": "application/json",
        "index.html": "text/html; charset=utf-8",
        "favicon.svg": "image/svg+xml",
        "assets/index-Ab3-_x9z.js": "text/javascript; charset=utf-8",
        "assets/index-C0ffee00.css": "text/css; charset=utf-8",
        "assets/inter-C0ffee01.woff2": "font/woff2",
    }


def test_files_with_a_hash_in_their_name_are_kept_for_a_year_and_others_are_revalidated(built: Path):
    kept = {key: file.inputs["cacheControl"] for key, file in uploads().items()}

    assert {kept.pop(key) for key in BUILT_FILES if key.startswith("assets/")} == {
        "public, max-age=31536000, immutable"
    }
    assert kept == dict.fromkeys(("configuration.json", "index.html", "favicon.svg"), "no-cache")


def test_parts_of_an_earlier_release_stay_for_pages_that_are_open(built: Path):
    assert {key for key, file in uploads().items() if file.retain_on_delete} == set(BUILT_FILES[2:])


def test_the_page_is_uploaded_after_what_it_loads(built: Path):
    files = uploads()
    waits_for = set(files["index.html"].dependencies)

    assert {file.urn for key, file in files.items() if key != "index.html"} <= waits_for


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("tour.mp4", r"built/tour\.mp4 has no content type", id="an unknown kind of file"),
        pytest.param("assets/main.js", r"built/assets/main\.js has no hash in its name", id="a file without a hash"),
        pytest.param("configuration.json", r"built/configuration\.json must not be built", id="a fixed configuration"),
    ],
)
def test_a_file_that_cannot_be_served_is_named_before_any_resource(built: Path, name: str, message: str):
    (built / name).write_text("")

    with pytest.raises(LocalError, match=rf"^stack prod: {message}") as error:
        preview(ROOT, "prod")
    assert "\n" not in str(error.value)


@pytest.mark.usefixtures("unbuilt")
def test_a_deployment_without_a_built_site_ends_before_its_first_resource():
    """A real one, `pulumi up`: it would otherwise replace the site by a page that says that there is none."""
    refused("build/none is missing: run `make site`, which builds it from web/")


def test_a_deployment_of_a_site_older_than_its_sources_ends_before_its_first_resource(built: Path):
    (built.parent / "web/package.json").write_text("[]")

    refused("built is not built from the present web/: run `make site`, which builds it from web/")


def test_a_preview_of_a_site_older_than_its_sources_warns(built: Path, caplog: pytest.LogCaptureFixture):
    (built.parent / "web/package.json").write_text("[]")

    assert set(uploads()) == {"configuration.json", *BUILT_FILES}
    assert warnings(caplog) == ["built is not built from the present web/: `make site` builds it"]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Of the program. Other tests may have loaded code that logs every warning once more."""
    return [record.getMessage() for record in caplog.records if record.name == "root"]


def refused(message: str) -> None:
    """An update of prod ends with this line, and has registered nothing."""
    registered: list[str] = []

    class Engine(Monitor):
        def RegisterResource(self, request: Any) -> Any:
            if request.type != STACK_TYPE:
                registered.append(request.name)
            return super().RegisterResource(request)

    class NothingIsDeployed(mocks.Mocks):
        def call(self, args: mocks.MockCallArgs) -> Any:
            raise AssertionError(args.token)

        def new_resource(self, args: mocks.MockResourceArgs) -> Any:
            raise AssertionError(args.name)

    config = read_config(ROOT, "prod", {"dependencies": "provided"})
    with pytest.raises(pulumi.RunError, match=f"^{message}$"):
        run_program(ROOT, "prod", config, Engine(NothingIsDeployed(), ROOT), dry_run=False)
    assert registered == []


@pytest.mark.usefixtures("unbuilt")
def test_a_preview_goes_on_with_a_page_that_says_how_to_build_the_site(caplog: pytest.LogCaptureFixture):
    (page,) = [file for key, file in uploads().items() if key != "configuration.json"]

    assert "run <code>make site</code>" in (ROOT / page.inputs["source"]["path"]).read_text().lower()
    assert warnings(caplog) == ["build/none is missing: the site is a page that says so. `make site` builds it"]


def test_the_page_without_a_site_complies_with_its_content_security_policy():
    (page,) = (ROOT / site_files.PLACEHOLDER).iterdir()
    assert not re.search(r"<script|<style|\son\w+=|style=|https?://", page.read_text())


def configuration_of(**settings: object) -> dict[str, Any]:
    return json.loads(uploads(**settings)["configuration.json"].inputs["content"])


def test_the_site_learns_issuer_client_and_scopes_from_the_stack():
    assert configuration_of(release="2026.11", signInScopes=["openid", "offline_access"]) == {
        "issuer": "https://clerk.alex.example",
        "client_id": "alex-site",
        "scopes": ["openid", "offline_access"],
        "audience": "alex-api",
        "release": "2026.11",
    }


def test_an_audience_that_is_the_client_is_not_asked_for():
    assert configuration_of(jwtAudience="alex-site")["audience"] is None


def test_with_the_stacks_pool_the_configuration_waits_for_its_client():
    own: dict[str, object] = {"jwtIssuer": "", "jwtAudience": "", "jwtClientId": ""}
    written = uploads(**own)["configuration.json"]

    assert written.inputs["content"] == UNKNOWN
    sources = {urn.split("::")[-1] for urn in written.property_dependencies["content"]}
    assert sources == {"identity-pool", "identity-client"}


@pytest.mark.parametrize(
    ("path", "is_file"),
    [
        ("/", False),
        ("/signed-in", False),
        ("/jobs/0f052eaf-7a1c-4c1c-8f0e-5a2b6f9d1c11", False),
        ("/v1.2/page", False),
        ("/favicon.svg", True),
        ("/configuration.json", True),
        ("/assets/index-Ab3-_x9z.js", True),
    ],
)
def test_an_address_of_a_page_names_no_file(stack, path: str, is_file: bool):
    """The edge's function and the edge of one machine have the rule from one place."""
    (code,) = [function.inputs["code"] for function in stack.all("EdgeFunction")]

    assert f"/{FILE}/.test(request.uri)" in code
    assert bool(re.search(FILE, path)) is is_file


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
