from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict, unless
from policies.rules._checks import is_set
from policies.rules._separate_settings import configured
from policies.rules.vpc._types import VPCS

_FLOW_LOG = "aws:ec2/flowLog:FlowLog"


def check(stack: Stack, config: Config) -> Findings:
    for vpc in stack.of_type(*VPCS):
        logged = configured(stack, vpc, kind=_FLOW_LOG, holds=_records_rejected, via="vpcId", inline=Verdict.NO)
        yield from unless(logged, "no flow log records rejected traffic", resource=vpc)


def _records_rejected(log: Resource) -> Verdict:
    target = is_set(log["logDestination"]) | is_set(log["logGroupName"])
    return target & log["trafficType"].test(lambda traffic: traffic in ("REJECT", "ALL"))


RULE = StackRule(
    name="vpc-flow-logs",
    title="VPCs have flow logs of rejected traffic.",
    why="Without flow logs, scans from inside and connection attempts of a compromised function go unnoticed.",
    fix='Add aws.ec2.FlowLog for the VPC with traffic_type="REJECT" or "ALL", to a log group with a retention period.',
    severity=Severity.MEDIUM,
    types=VPCS,
    controls=("EC2.6", "AwsSolutions-VPC7"),
    check=check,
)
