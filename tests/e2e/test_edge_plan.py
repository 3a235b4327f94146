"""A stack under CloudFront's plan free: deployed, and served without what the plan lacks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from components.edge.plans import PLANS
from local.aws.edge import edge
from local.stack import LocalAlex

pytestmark = pytest.mark.local
SUBSCRIPTION = "aws:pricingplanmanager/subscription:Subscription"


@dataclass(frozen=True)
class Site:
    url: str
    token: str
    not_emulated: dict[str, str]

    def put(self, notes: str) -> httpx.Response:
        profile = json.dumps({"display_name": "Ada", "goal": None, "notes": notes})
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        return httpx.put(f"{self.url}/api/user", content=profile.encode(), headers=headers)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with LocalAlex(settings={"edgePlan": "free"}, model_latency=0.0) as stack, edge(stack) as url:
        yield Site(url, stack.token("under-a-plan"), stack.not_emulated)


def test_the_subscription_is_registered(site: Site) -> None:
    assert "pricing plans" in site.not_emulated[SUBSCRIPTION]
    assert "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration" not in site.not_emulated


def test_a_page_has_the_headers_that_the_function_adds(site: Site) -> None:
    page = httpx.get(f"{site.url}/report")

    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert (page.headers["x-frame-options"], page.headers["referrer-policy"]) == ("DENY", "no-referrer")
    assert page.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"


def test_an_error_of_the_bucket_has_those_of_the_managed_policy(site: Site) -> None:
    missing = httpx.get(f"{site.url}/missing.js")

    assert missing.status_code == 403
    assert (missing.headers["x-frame-options"], missing.headers["x-content-type-options"]) == ("SAMEORIGIN", "nosniff")
    assert "content-security-policy" not in missing.headers


def test_an_error_of_the_api_keeps_the_api_s_own_headers(site: Site) -> None:
    refused = httpx.get(f"{site.url}/api/user")

    assert refused.status_code == 401
    unknown = httpx.get(f"{site.url}/api/unknown", headers={"authorization": f"Bearer {site.token}"})
    assert (unknown.status_code, unknown.headers["x-frame-options"]) == (404, "SAMEORIGIN")
    assert unknown.headers["referrer-policy"] == "no-referrer"
    assert unknown.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_a_body_longer_than_the_plan_inspects_is_blocked_without_a_reason(site: Site) -> None:
    longest = PLANS["free"].inspected_kb * 1024

    assert site.put("x" * 1000).status_code == 200
    blocked = site.put("x" * longest)
    assert (blocked.status_code, blocked.headers["content-type"]) == (403, "text/html; charset=utf-8")
