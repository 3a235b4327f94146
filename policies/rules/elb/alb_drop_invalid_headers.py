from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules._checks import must_be_on
from policies.rules.elb._types import LOAD_BALANCERS, is_application

_must_drop = must_be_on("dropInvalidHeaderFields", "invalid headers are forwarded")


def check(balancer: Resource, config: Config) -> Findings:
    return _must_drop(balancer, config) if is_application(balancer) else ()


RULE = ResourceRule(
    name="alb-drop-invalid-headers",
    title="Application Load Balancers drop invalid HTTP headers.",
    why="A header that two servers parse differently can smuggle a second request past the first server's checks.",
    fix="Set drop_invalid_header_fields=True.",
    severity=Severity.MEDIUM,
    types=LOAD_BALANCERS,
    controls=("ELB.4",),
    check=check,
)
