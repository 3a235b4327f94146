from __future__ import annotations

from collections.abc import Iterable

from policies.engine import (
    Config,
    Findings,
    Level,
    Option,
    Resource,
    Severity,
    Stack,
    StackRule,
    Verdict,
    all_of,
    any_of,
    unless,
)
from policies.rules.vpc._types import VPCS

_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
_SERVICES = ("ec2", "ecr.api", "ecr.dkr", "ssm", "ssm-contacts", "ssm-incidents")


def check(stack: Stack, config: Config) -> Findings:
    for vpc in stack.of_type(*VPCS):
        endpoints = stack.referrers(vpc, _ENDPOINT, via="vpcId")
        served = {service: _served(endpoints, service) for service in config["services"]}
        missing = ", ".join(service for service, verdict in served.items() if verdict is not Verdict.YES)
        yield from unless(all_of(served.values()), f"it has no interface endpoint for {missing}", resource=vpc)


def _served(endpoints: Iterable[Resource], service: str) -> Verdict:
    return any_of(
        endpoint["serviceName"].test(lambda name: name.endswith(f".{service}"))
        & endpoint["vpcEndpointType"].test(lambda kind: kind == "Interface")
        for endpoint in endpoints
    )


RULE = StackRule(
    name="vpc-endpoints",
    title="VPCs reach the APIs of AWS through interface endpoints.",
    why="Without an endpoint, calls from the VPC need a way out to the internet, which serves others as well.",
    fix="Add aws.ec2.VpcEndpoint of type Interface for each service that something in the VPC calls, about 7 USD "
    "a month and zone each; list only those in the rule's option `services`.",
    severity=Severity.LOW,
    types=VPCS,
    controls=("EC2.10", "EC2.55", "EC2.56", "EC2.57", "EC2.58", "EC2.60"),
    options={
        "services": Option(
            {
                "type": "array",
                "items": {"type": "string"},
                "description": "Last part of the service names, e.g. `ecr.api`.",
            },
            default=_SERVICES,
        )
    },
    level=Level.ADVISORY,
    check=check,
)
