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
        yield from unless(all_of(served.values()), f"no interface endpoint for {missing}", resource=vpc)


def _served(endpoints: Iterable[Resource], service: str) -> Verdict:
    return any_of(
        endpoint["serviceName"].test(lambda name: name.endswith(f".{service}"))
        & endpoint["vpcEndpointType"].test(lambda kind: kind == "Interface")
        for endpoint in endpoints
    )


RULE = StackRule(
    name="vpc-endpoints",
    title="VPCs have interface endpoints for AWS APIs.",
    why="Without an endpoint, API calls from the VPC need a route to the internet, which other traffic can use too.",
    fix=(
        'Add aws.ec2.VpcEndpoint with vpc_endpoint_type="Interface" for each service called from the VPC, at about 7 '
        "USD a month per zone. List only these services in the option `services`."
    ),
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
