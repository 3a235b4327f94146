from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict, any_of, decided, unless
from policies.rules.elb._types import LOAD_BALANCERS
from policies.rules.vpc._routes import subnets_in

_SUBNET_PROPERTIES = ("subnets", "subnetMappings")


def check(stack: Stack, config: Config) -> Findings:
    for balancer in stack.of_type(*LOAD_BALANCERS):
        spread = any_of(_spread(stack, balancer, name) for name in _SUBNET_PROPERTIES)
        yield from unless(spread, "the load balancer uses only one Availability Zone", "subnets", resource=balancer)


def _spread(stack: Stack, balancer: Resource, property_name: str) -> Verdict:
    """AWS accepts two subnets in one zone for a Network Load Balancer."""
    listed = balancer[property_name]
    if listed.unknown:
        return Verdict.UNDECIDED
    subnets, complete = subnets_in(stack, balancer, property_name)
    zones = [subnet["availabilityZone"] for subnet in subnets]
    if not complete or any(zone.absent for zone in zones):
        return decided(len(listed.each()) >= 2)  # outside the stack, or in zones that AWS chooses
    known = {zone.text for zone in zones if zone.known}
    return any_of((decided(len(known) >= 2), *(zone.test(lambda _: False) for zone in zones)))


RULE = StackRule(
    name="lb-multi-az",
    title="Load balancers span at least two Availability Zones.",
    why="With one zone, its failure takes every service behind the load balancer off the network.",
    fix="Set subnets or subnet_mappings in at least two Availability Zones.",
    severity=Severity.MEDIUM,
    types=LOAD_BALANCERS,
    controls=("ELB.13",),
    check=check,
)
