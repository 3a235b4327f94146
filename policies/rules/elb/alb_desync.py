from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.elb._types import CLASSIC, LOAD_BALANCERS, is_application


def check(balancer: Resource, config: Config) -> Findings:
    if is_application(balancer):
        yield from balancer["desyncMitigationMode"].must(
            lambda mode: mode is None or mode in ("defensive", "strictest"), "ambiguous requests are forwarded"
        )


RULE = ResourceRule(
    name="alb-desync",
    title="Load balancers mitigate HTTP desync attacks.",
    why=(
        "When two servers split an ambiguous request differently, one user's request can end up in another's "
        "connection."
    ),
    fix='Leave desync_mitigation_mode at its default "defensive", or set it to "strictest".',
    severity=Severity.MEDIUM,
    types=(*LOAD_BALANCERS, CLASSIC),
    controls=("ELB.12",),
    check=check,
)
