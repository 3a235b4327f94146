from __future__ import annotations

from policies.engine import Config, Findings, Node, Resource, Severity, Stack, StackRule, Verdict, any_of, unless
from policies.rules.cloudfront._distributions import DISTRIBUTION, behaviors

_POLICY = "aws:cloudfront/cachePolicy:CachePolicy"
_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""AWS's policy CachingDisabled."""
_ORIGIN_DECIDES = ("83da9c7e-98b4-4e11-a168-04f0df8e2c65", "4cc15a8a-d715-48a4-82b8-cc0b614638fe")
"""UseOriginCacheControlHeaders, with and without query strings."""


def check(stack: Stack, config: Config) -> Findings:
    for distribution in stack.of_type(DISTRIBUTION):
        for behavior in behaviors(distribution):
            if not any(method.text == "POST" for method in behavior["allowedMethods"].each()):
                continue
            chosen = behavior["cachePolicyId"]
            safe = chosen.test(lambda id_: id_ in (_DISABLED, *_ORIGIN_DECIDES))
            found = [
                each for each in stack.sources(distribution, chosen.path.partition("[")[0]) if each.type == _POLICY
            ]
            if chosen.unknown and found:
                safe = any_of(_separates_users(policy) for policy in found)
            yield from unless(safe, "answers to one user may be given to another", chosen.path, resource=distribution)


def _separates_users(policy: Resource) -> Verdict:
    parameters = policy["parametersInCacheKeyAndForwardedToOrigin"]
    never: Verdict = policy["maxTtl"].test(lambda seconds: seconds == 0)
    return never | any_of(_names_user(item) for item in parameters["headersConfig"]["headers"]["items"].each())


def _names_user(header: Node) -> Verdict:
    return header.test(lambda name: name.lower() == "authorization")


RULE = StackRule(
    name="cloudfront-dynamic-not-cached",
    title="Cache behaviors of an application do not cache answers across users.",
    why="A cache that does not know the user gives the data of one to the next.",
    fix="Set cache_policy_id to CachingDisabled, or to a policy whose cache key contains the header Authorization.",
    severity=Severity.CRITICAL,
    types=(DISTRIBUTION, _POLICY),
    link="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html",
    check=check,
)
