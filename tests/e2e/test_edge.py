"""The API refuses calls that bypass CloudFront, and the rotator keeps both on the same secret."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from agent_runtime.origin import HEADER

pytestmark = pytest.mark.local

FUNCTION = "alex-local-origin"


@pytest.mark.parametrize("sent", [{}, {HEADER: "guess"}], ids=["without the secret", "with a wrong one"])
@pytest.mark.parametrize("path", ["/api/health", "/api/jobs"])
def test_a_call_around_cloudfront_is_refused_also_with_a_token(alex: Any, path: str, sent: dict[str, str]) -> None:
    headers = {"Authorization": f"Bearer {alex.stack.token('around')}", **sent}
    answer = httpx.get(f"{alex.stack.api_url}{path}", headers=headers)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Forbidden"


def test_a_call_with_the_secret_is_answered(alex: Any) -> None:
    answer = httpx.get(f"{alex.stack.api_url}/api/health", headers={HEADER: alex.stack.origin_secret})
    assert answer.status_code == 200


def test_the_distribution_sends_what_the_api_accepts(alex: Any) -> None:
    cloudfront = alex.stack.client("cloudfront")
    (summary,) = cloudfront.list_distributions()["DistributionList"]["Items"]
    config = cloudfront.get_distribution_config(Id=summary["Id"])["DistributionConfig"]
    (api,) = config["CacheBehaviors"]["Items"]
    (association,) = api["FunctionAssociations"]["Items"]

    assert api["PathPattern"] == "/api/*"
    assert association["FunctionARN"].split("/")[-1] == FUNCTION
    assert f'"{HEADER}"' in edge_code(alex)
    assert alex.stack.origin_secret in edge_code(alex)


def test_the_site_is_in_its_bucket_and_the_firewall_in_front(alex: Any) -> None:
    page = alex.stack.client("s3").get_object(Bucket="alex-local-site-123456789012", Key="index.html")
    acls = alex.stack.client("wafv2").list_web_acls(Scope="CLOUDFRONT")["WebACLs"]

    assert page["ContentType"] == "text/html; charset=utf-8"
    assert page["CacheControl"] == "no-cache"
    assert b"<title>Alex" in page["Body"].read()
    assert [acl["Name"] for acl in acls] == ["alex-local"]


def test_the_rotator_repairs_the_edge_and_keeps_the_value(alex: Any) -> None:
    cloudfront, value = alex.stack.client("cloudfront"), alex.stack.origin_secret
    described = cloudfront.describe_function(Name=FUNCTION, Stage="DEVELOPMENT")
    config = described["FunctionSummary"]["FunctionConfig"]
    broken = b"function handler(event) { return event.request; }"
    cloudfront.update_function(Name=FUNCTION, IfMatch=described["ETag"], FunctionConfig=config, FunctionCode=broken)
    described = cloudfront.describe_function(Name=FUNCTION, Stage="DEVELOPMENT")
    cloudfront.publish_function(Name=FUNCTION, IfMatch=described["ETag"])
    assert value not in edge_code(alex)

    assert alex.stack.invoke("origin_rotator", {}) == {"done": "prepare"}

    assert alex.stack.origin_secret == value
    assert value in edge_code(alex)


def edge_code(alex: Any) -> str:
    """Code of the function that runs on each request for the API."""
    live = alex.stack.client("cloudfront").get_function(Name=FUNCTION, Stage="LIVE")
    return live["FunctionCode"].read().decode()
