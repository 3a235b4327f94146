"""CloudFront, its firewall, their pricing plan, and the HTTP API behind them."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from estimate.meters import Use
from estimate.services.functions import requests_of_an_analysis
from estimate.stack import Resource, Stack, listed
from estimate.usage import Usage
from estimate.workload import Workload

WEB_ACL = "aws:wafv2/webAcl:WebAcl"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
FUNCTION = "aws:cloudfront/function:Function"
PLAN = "aws:pricingplanmanager/subscription:Subscription"
API = "aws:apigatewayv2/api:Api"
TYPES = (WEB_ACL, DISTRIBUTION, FUNCTION, PLAN, API)
#: Requests and gigabytes a month by tier, as "CloudFront flat-rate pricing plans" (Amazon CloudFront Developer Guide,
#: September 2026) has them. What is beyond costs nothing, and may become slow.
ALLOWANCES = {"FREE": (1e6, 100), "PRO": (10e6, 50_000), "BUSINESS": (125e6, 50_000), "PREMIUM": (500e6, 50_000)}
#: Files of the site in a visit, once they are cached, and bytes of visit and answers.
_FILES_A_VISIT, _BYTES_A_VISIT = 4, 300_000
_GB = 1e9


def uses(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:
    """A plan has distribution, web ACL and functions in its price. Its credit for S3, cents here, is left out.

    Requests are those of the whole load, as soon as one distribution is billed by use.
    """
    plans, distributions = stack.of(PLAN), stack.of(DISTRIBUTION)[stack.count(PLAN) :]
    acls = [*_of_scope(stack, cloudfront=False), *acls_beyond_plans(stack)]
    requests = _requests(load, usage)
    for plan in plans:
        if (tier := tier_of(plan)) in ALLOWANCES:
            yield Use(PLAN, f"CloudFront's plan {tier}", f"cloudfront.flat-{tier.lower()}", 1)
    if acls:
        yield Use(WEB_ACL, "web ACLs", "waf.web-acl", len(acls))
        yield Use(WEB_ACL, "rules", "waf.rule", sum(len(listed(acl, "rules")) for acl in acls))
        yield Use(WEB_ACL, "requests inspected", "waf.request", 0.0, requests)
    if distributions:
        yield Use(DISTRIBUTION, "requests", "cloudfront.request", 0.0, requests)
        yield Use(DISTRIBUTION, "bytes out", "cloudfront.out", 0.0, _gigabytes(load))
    if stack.count(FUNCTION) and (distributions or not plans):
        yield Use(FUNCTION, "invocations", "cloudfront.function", 0.0, requests)
    if stack.count(API):
        yield Use(API, "requests", "api.request", 0.0, load.analyses * requests_of_an_analysis(load, usage))


def acls_beyond_plans(stack: Stack) -> list[Resource]:
    """Web ACLs of CloudFront that are billed by use: a plan is for one.

    ARNs that a plan names are unknown before the deployment; those with the most rules are billed.
    """
    acls = sorted(_of_scope(stack, cloudfront=True), key=lambda acl: len(listed(acl, "rules")))
    return acls[stack.count(PLAN) :]


def _of_scope(stack: Stack, *, cloudfront: bool) -> list[Resource]:
    return [acl for acl in stack.of(WEB_ACL) if (acl.inputs.get("scope") == "CLOUDFRONT") == cloudfront]


def tier_of(plan: Resource) -> str:
    return str(plan.inputs.get("planTier"))


def unpriced_plans(stack: Stack) -> list[str]:
    """Tiers that no price is known of."""
    return [f"CloudFront's plan {tier}" for tier in sorted(set(map(tier_of, stack.of(PLAN))) - ALLOWANCES.keys())]


def exceeded(stack: Stack, load: Workload, usage: Usage) -> Iterator[str]:
    """A sentence for each allowance of a plan that the load exceeds."""
    for plan in stack.of(PLAN):
        tier = tier_of(plan)
        requests, gigabytes = ALLOWANCES.get(tier, (inf, inf))
        for used, most, unit in ((_requests(load, usage), requests, "requests"), (_gigabytes(load), gigabytes, "GB")):
            if used > most:
                yield f"CloudFront's plan {tier} is for {most:,.0f} {unit} a month, these are {used:,.0f}"


def _requests(load: Workload, usage: Usage) -> float:
    return load.analyses * (requests_of_an_analysis(load, usage) + _FILES_A_VISIT)


def _gigabytes(load: Workload) -> float:
    return load.analyses * _BYTES_A_VISIT / _GB
