from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules._shapes import must_be_on
from policies.rules.elb._types import LOAD_BALANCERS, is_application

_must_drop = must_be_on("dropInvalidHeaderFields", "malformed headers are passed on")


def check(balancer: Resource, config: Config) -> Findings:
    return _must_drop(balancer, config) if is_application(balancer) else ()


RULE = ResourceRule(
    name="alb-drop-invalid-headers",
    title="Application load balancers drop malformed HTTP headers.",
    why="A header that two servers read differently smuggles a second request past the first one's checks.",
    fix="Set drop_invalid_header_fields=True.",
    severity=Severity.MEDIUM,
    types=LOAD_BALANCERS,
    controls=("ELB.4",),
    check=check,
)
