from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict, any_of, decided, unless
from policies.rules.elb._types import LOAD_BALANCERS
from policies.rules.vpc._routes import subnets_in

_PLACES = ("subnets", "subnetMappings")


def check(stack: Stack, config: Config) -> Findings:
    for balancer in stack.of_type(*LOAD_BALANCERS):
        spread = any_of(_spread(stack, balancer, place) for place in _PLACES)
        yield from unless(spread, "the load balancer uses only one Availability Zone", "subnets", balancer)


def _spread(stack: Stack, balancer: Resource, place: str) -> Verdict:
    """AWS takes two subnets of one zone for a network load balancer."""
    listed = balancer[place]
    if listed.unknown:
        return Verdict.UNDECIDED
    subnets, complete = subnets_in(stack, balancer, place)
    zones = [subnet["availabilityZone"] for subnet in subnets]
    if not complete or any(zone.absent for zone in zones):
        return decided(len(listed.each()) >= 2)  # elsewhere, or where AWS puts them
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
