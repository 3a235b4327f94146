"""VPC of Langfuse on ECS: public subnets for the load balancer, private ones with a way out for everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.policy import Statement, create_service_role
from components.foundation.self_hosted.names import LangfuseNames

CIDR = "10.43.0.0/24"
#: One of each kind in each of two zones. A load balancer needs 27 bits at most.
_PUBLIC_CIDRS = ("10.43.0.0/27", "10.43.0.32/27")
_PRIVATE_CIDRS = ("10.43.0.64/26", "10.43.0.128/26")
_EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class LangfuseNetworkArgs:
    context: StackContext


class LangfuseNetwork(pulumi.ComponentResource):
    """`public_subnet_ids` and `private_subnet_ids` are in the same two zones. Tasks need `way_out` before they start.

    One NAT gateway for both zones, and a gateway endpoint for S3: see docs/adr/0016-langfuse-on-ecs.md.
    """

    def __init__(self, name: str, args: LangfuseNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:LangfuseNetwork", name, None, opts)
        self._name, self._child = name, pulumi.ResourceOptions(parent=self)
        self._names = LangfuseNames(args.context.names)
        vpc = aws.ec2.Vpc(
            f"{name}-vpc",
            cidr_block=CIDR,
            enable_dns_support=True,
            # For the names of EFS's mount targets, and of Cloud Map.
            enable_dns_hostnames=True,
            tags={"Name": self._names.prefix},
            opts=self._child,
        )
        self.vpc_id = vpc.id
        # Adopting the default group without rules removes the rules that AWS creates.
        aws.ec2.DefaultSecurityGroup(f"{name}-default-group", vpc_id=vpc.id, opts=self._child)
        public = self._subnets("public", _PUBLIC_CIDRS, vpc)
        private = self._subnets("private", _PRIVATE_CIDRS, vpc)
        self.public_subnet_ids = [subnet.id for subnet in public]
        self.private_subnet_ids = [subnet.id for subnet in private]
        self.way_out = self._routes(vpc, public, private)
        self._flow_logs(args.context, vpc)
        self.register_outputs({"vpcId": self.vpc_id})

    def _subnets(self, kind: str, cidrs: Sequence[str], vpc: aws.ec2.Vpc) -> list[aws.ec2.Subnet]:
        available = aws.get_availability_zones(
            state="available", filters=[{"name": "opt-in-status", "values": ["opt-in-not-required"]}]
        ).names
        return [
            aws.ec2.Subnet(
                f"{self._name}-{kind}-{number}",
                vpc_id=vpc.id,
                cidr_block=cidr,
                availability_zone=zone,
                map_public_ip_on_launch=False,
                tags={"Name": self._names.of(f"{kind}-{number}")},
                opts=self._child,
            )
            for number, (cidr, zone) in enumerate(zip(cidrs, available, strict=False), start=1)
        ]

    def _routes(
        self, vpc: aws.ec2.Vpc, public: Sequence[aws.ec2.Subnet], private: Sequence[aws.ec2.Subnet]
    ) -> list[pulumi.Resource]:
        gateway = aws.ec2.InternetGateway(
            f"{self._name}-internet", vpc_id=vpc.id, tags={"Name": self._names.prefix}, opts=self._child
        )
        address = aws.ec2.Eip(
            f"{self._name}-address",
            domain="vpc",
            tags={"Name": self._names.of("nat")},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[gateway]),
        )
        nat = aws.ec2.NatGateway(
            f"{self._name}-nat",
            subnet_id=public[0].id,
            allocation_id=address.allocation_id,
            tags={"Name": self._names.prefix},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[gateway]),
        )
        to_internet = aws.ec2.RouteTableRouteArgs(cidr_block=_EVERYWHERE, gateway_id=gateway.id)
        to_nat = aws.ec2.RouteTableRouteArgs(cidr_block=_EVERYWHERE, nat_gateway_id=nat.id)
        _, open_ = self._table("public", vpc, to_internet, public)
        closed, associations = self._table("private", vpc, to_nat, private)
        endpoint = aws.ec2.VpcEndpoint(
            f"{self._name}-s3",
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{self._names.names.region}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=[closed.id],
            tags={"Name": self._names.of("s3")},
            opts=self._child,
        )
        return [*open_, *associations, endpoint]

    def _table(
        self, kind: str, vpc: aws.ec2.Vpc, route: aws.ec2.RouteTableRouteArgs, subnets: Sequence[aws.ec2.Subnet]
    ) -> tuple[aws.ec2.RouteTable, list[aws.ec2.RouteTableAssociation]]:
        table = aws.ec2.RouteTable(
            f"{self._name}-{kind}-routes",
            vpc_id=vpc.id,
            routes=[route],
            tags={"Name": self._names.of(kind)},
            opts=self._child,
        )
        return table, [
            aws.ec2.RouteTableAssociation(
                f"{self._name}-{kind}-routes-{number}", subnet_id=subnet.id, route_table_id=table.id, opts=self._child
            )
            for number, subnet in enumerate(subnets, start=1)
        ]

    def _flow_logs(self, context: StackContext, vpc: aws.ec2.Vpc) -> None:
        names = context.names
        logs = aws.cloudwatch.LogGroup(
            f"{self._name}-flow-logs",
            name=self._names.flow_log_group,
            retention_in_days=context.log_retention_days,
            kms_key_id=context.key_arn,
            opts=context.holding_data(self),
        )
        group = names.log_group_arn(self._names.flow_log_group)
        write = ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")
        statements = (
            Statement("WriteFlowLogs", write, (f"{group}:*",)),
            # AWS authorizes DescribeLogGroups on all log groups of the region.
            Statement("FindLogGroup", ("logs:DescribeLogGroups",), (names.log_group_arn("*"),)),
        )
        role = create_service_role(
            self, names, "langfuse-flow-logs", "vpc-flow-logs", names.flow_log_arn_pattern, statements
        )
        aws.ec2.FlowLog(
            f"{self._name}-flow-log",
            vpc_id=vpc.id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=logs.arn,
            iam_role_arn=role.arn,
            tags={"Name": self._names.prefix},
            opts=self._child,
        )
