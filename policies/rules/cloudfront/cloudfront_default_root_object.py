from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._shapes import is_set
from policies.rules.cloudfront.distributions import DISTRIBUTION


def check(distribution: Resource, config: Config) -> Findings:
    root = distribution["defaultRootObject"]
    yield from unless(is_set(root), "a request for / is passed on to the origin", root.path)


RULE = ResourceRule(
    name="cloudfront-default-root-object",
    title="Distributions have a default root object.",
    why="A request for / reaches the origin's root, which may list what is there.",
    fix='Set default_root_object, e.g. "index.html".',
    severity=Severity.HIGH,
    types=(DISTRIBUTION,),
    controls=("CloudFront.1",),
    check=check,
)
