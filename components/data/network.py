"""Isolated VPC for the database. Clients use the Data API, which needs no network path into the VPC."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.names import Names
from components.foundation.policy import Statement, create_service_role

_CIDR = "10.42.0.0/24"
#: One subnet in each of three zones, or of two where a region has no more.
_SUBNET_CIDRS = ("10.42.0.0/26", "10.42.0.64/26", "10.42.0.128/26")
FLOW_LOGS_ROLE = "flow-logs"


@dataclass(frozen=True)
class IsolatedNetworkArgs:
    context: StackContext


class IsolatedNetwork(pulumi.ComponentResource):
    """A VPC with subnets in three zones and flow logs. No gateways, no NAT, no security group rules."""

    def __init__(self, name: str, args: IsolatedNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:IsolatedNetwork", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        names = args.context.names
        vpc = aws.ec2.Vpc(
            f"{name}-vpc",
            cidr_block=_CIDR,
            enable_dns_support=True,
            tags={"Name": names.prefix},
            opts=self._child,
        )
        self.subnet_ids = self._subnets(name, names, vpc)
        # Adopting the default group without rules removes the rules that AWS creates.
        aws.ec2.DefaultSecurityGroup(f"{name}-default-group", vpc_id=vpc.id, opts=self._child)
        closed = aws.ec2.SecurityGroup(
            f"{name}-database-group",
            name=names.of("database"),
            description="Aurora: no connection in or out, only the Data API",
            vpc_id=vpc.id,
            opts=self._child,
        )
        self.security_group_id = closed.id
        self._flow_logs(name, args.context, vpc)
        self.register_outputs({"subnetIds": self.subnet_ids, "securityGroupId": self.security_group_id})

    def _subnets(self, name: str, names: Names, vpc: aws.ec2.Vpc) -> list[pulumi.Output[str]]:
        available = aws.get_availability_zones(
            state="available", filters=[{"name": "opt-in-status", "values": ["opt-in-not-required"]}]
        ).names
        return [
            aws.ec2.Subnet(
                f"{name}-subnet-{number}",
                vpc_id=vpc.id,
                cidr_block=cidr,
                availability_zone=zone,
                map_public_ip_on_launch=False,
                tags={"Name": names.of(f"database-{number}")},
                opts=self._child,
            ).id
            for number, (cidr, zone) in enumerate(zip(_SUBNET_CIDRS, available, strict=False), start=1)
        ]

    def _flow_logs(self, name: str, context: StackContext, vpc: aws.ec2.Vpc) -> None:
        names = context.names
        logs = aws.cloudwatch.LogGroup(
            f"{name}-flow-logs",
            name=names.flow_log_group,
            retention_in_days=context.log_retention_days,
            kms_key_id=context.key_arn,
            opts=context.holding_data(self),
        )
        role = create_service_role(
            self, names, FLOW_LOGS_ROLE, "vpc-flow-logs", names.flow_log_arn_pattern, _flow_log_statements(names)
        )
        aws.ec2.FlowLog(
            f"{name}-flow-log",
            vpc_id=vpc.id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=logs.arn,
            iam_role_arn=role.arn,
            tags={"Name": names.prefix},
            opts=self._child,
        )


def _flow_log_statements(names: Names) -> tuple[Statement, ...]:
    group = names.log_group_arn(names.flow_log_group)
    write = ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")
    return (
        Statement("WriteFlowLogs", write, (f"{group}:*",)),
        # AWS authorizes DescribeLogGroups on all log groups of the region.
        Statement("FindLogGroup", ("logs:DescribeLogGroups",), (names.log_group_arn("*"),)),
    )
