from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._shapes import must_be_on
from policies.rules.elb._types import LOAD_BALANCERS

RULE = ResourceRule(
    name="lb-deletion-protection",
    title="Load balancers are protected from deletion.",
    why="A deleted load balancer takes its address with it, and everything behind it goes off the network.",
    fix="Set enable_deletion_protection=True.",
    severity=Severity.MEDIUM,
    types=LOAD_BALANCERS,
    controls=("ELB.6", "AWSGuard elb-deletion-protection-enabled"),
    check=must_be_on("enableDeletionProtection", "the load balancer can be deleted by one call"),
)
