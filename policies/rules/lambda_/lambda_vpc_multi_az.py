from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict, unless
from policies.rules.lambda_._runtimes import FUNCTION

_SUBNET = "aws:ec2/subnet:Subnet"
_LEAST = 2


def check(stack: Stack, config: Config) -> Findings:
    for function in stack.of_type(FUNCTION):
        subnets = function["vpcConfig"]["subnetIds"]
        if not subnets.absent:
            verdict = _spread(stack, function)
            yield from unless(verdict, "all subnets are in one Availability Zone", subnets.path, resource=function)


def _spread(stack: Stack, function: Resource) -> Verdict:
    ids = function["vpcConfig"]["subnetIds"]
    if not ids.unknown and len(ids.each()) < _LEAST:
        return Verdict.NO
    found = [source for source in stack.sources(function, "vpcConfig") if source.type == _SUBNET]
    zones = {zone.text for subnet in found if (zone := subnet["availabilityZone"]).text}
    if len(zones) >= _LEAST:
        return Verdict.YES
    all_seen = bool(found) and all(subnet["availabilityZone"].text for subnet in found)
    return Verdict.NO if all_seen and len(found) >= len(ids.each()) else Verdict.UNDECIDED


RULE = StackRule(
    name="lambda-vpc-multi-az",
    title="Functions in a VPC use subnets in at least two Availability Zones.",
    why="When the only zone is down, so is the function.",
    fix="Set subnet_ids in vpc_config to subnets in at least two Availability Zones.",
    severity=Severity.MEDIUM,
    types=(FUNCTION, _SUBNET),
    controls=("Lambda.5",),
    check=check,
)
