from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set
from policies.rules.elb._types import CLASSIC, LOAD_BALANCERS


def check(balancer: Resource, config: Config) -> Findings:
    if balancer["loadBalancerType"].text == "gateway":
        return  # Gateway Load Balancers have no access logs
    logs = balancer["accessLogs"]
    unset_is_on = balancer.type == CLASSIC
    switched_on = logs["enabled"].test(lambda on: on is True or (on is None and unset_is_on))
    yield from unless(switched_on & is_set(logs["bucket"]), "access logging is not enabled", logs.path)


RULE = ResourceRule(
    name="lb-access-logging",
    title="Load balancers have access logging enabled.",
    why="Without access logs, the calls before an incident cannot be reconstructed.",
    fix="Set access_logs with the log bucket and enabled=True.",
    severity=Severity.MEDIUM,
    types=(*LOAD_BALANCERS, CLASSIC),
    controls=("ELB.5", "AwsSolutions-ELB2", "AWSGuard elb-logging-enabled"),
    check=check,
)
