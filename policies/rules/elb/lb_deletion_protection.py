from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._checks import must_be_on
from policies.rules.elb._types import LOAD_BALANCERS

RULE = ResourceRule(
    name="lb-deletion-protection",
    title="Load balancers have deletion protection enabled.",
    why="Deleting a load balancer deletes its address and takes every service behind it off the network.",
    fix="Set enable_deletion_protection=True.",
    severity=Severity.MEDIUM,
    types=LOAD_BALANCERS,
    controls=("ELB.6", "AWSGuard elb-deletion-protection-enabled"),
    check=must_be_on("enableDeletionProtection", "deletion protection is not enabled"),
)
