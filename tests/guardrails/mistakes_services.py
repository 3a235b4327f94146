"""Mistakes in resources that the program lacks: VPC endpoints, functions in a VPC, WebSocket APIs."""

from __future__ import annotations

from typing import Any

from policies.engine import UNKNOWN, Resource
from policies.testing import make
from tests.guardrails.mistakes import Change, Mistake, Resources, drop, put

_VPC = make("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"}, "vpc")


def _in_vpc(kind: str, name: str, **properties: Any) -> Resource:
    token = f"aws:ec2/{kind[0].lower() + kind[1:]}:{kind}"
    return make(token, {"vpcId": UNKNOWN, **properties}, name, depends={"vpcId": [_VPC]})


_SERVICES = ("ec2", "ecr.api", "ecr.dkr", "ssm", "ssm-contacts", "ssm-incidents")
_ENDPOINTS = tuple(
    _in_vpc("VpcEndpoint", name, serviceName=f"com.amazonaws.us-east-1.{name}", vpcEndpointType="Interface")
    for name in _SERVICES
)
_SUBNETS = [_in_vpc("Subnet", f"subnet-{zone}", availabilityZone=f"us-east-1{zone}") for zone in "ab"]
_FUNCTION = make(
    "aws:lambda/function:Function", {"vpcConfig": {"subnetIds": [UNKNOWN] * 2}}, "function", {"vpcConfig": _SUBNETS}
)
_NETWORK = (_VPC, *_ENDPOINTS, *_SUBNETS, _FUNCTION)

_SOCKETS = make("aws:apigatewayv2/api:Api", {"protocolType": "WEBSOCKET"}, "sockets")
_STAGE = make(
    "aws:apigatewayv2/stage:Stage",
    {"apiId": UNKNOWN, "defaultRouteSettings": {"loggingLevel": "ERROR"}},
    "stage",
    depends={"apiId": [_SOCKETS]},
)

_TABLE: tuple[tuple[Resources, str, str, Change], ...] = (
    (_NETWORK, "vpc-endpoints", "forgets an endpoint", drop("ecr.api")),
    (_NETWORK, "lambda-vpc-multi-az", "takes one zone", put("subnet-b", "availabilityZone", "us-east-1a")),
    (
        (_SOCKETS, _STAGE),
        "apigw-execution-logging",
        "stops the log",
        put("stage", "defaultRouteSettings.loggingLevel", "OFF"),
    ),
)

MISTAKES = tuple(Mistake(rule, description, (change,), fixture) for fixture, rule, description, change in _TABLE)
