from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set
from policies.rules.cloudfront._distributions import DISTRIBUTION


def check(distribution: Resource, config: Config) -> Findings:
    root = distribution["defaultRootObject"]
    yield from unless(is_set(root), "no default root object is set", root.path)


RULE = ResourceRule(
    name="cloudfront-default-root-object",
    title="Distributions have a default root object.",
    why="Without one, a request for / reaches the root of the origin, which may list its contents.",
    fix='Set default_root_object, e.g. "index.html".',
    severity=Severity.HIGH,
    types=(DISTRIBUTION,),
    controls=("CloudFront.1",),
    check=check,
)
