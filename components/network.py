"""A network for the database that leads nowhere: the Data API reaches the database from outside it."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.names import Names

_CIDR = "10.42.0.0/24"
_SUBNET_CIDRS = ("10.42.0.0/26", "10.42.0.64/26")


@dataclass(frozen=True)
class IsolatedNetworkArgs:
    names: Names


class IsolatedNetwork(pulumi.ComponentResource):
    """A VPC with two subnets in two zones, without gateway, NAT or any rule in its security groups."""

    def __init__(self, name: str, args: IsolatedNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:IsolatedNetwork", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        vpc = aws.ec2.Vpc(
            f"{name}-vpc",
            cidr_block=_CIDR,
            enable_dns_support=True,
            tags={"Name": args.names.prefix},
            opts=self._child,
        )
        self.subnet_ids = self._subnets(name, args.names, vpc)
        # Adopting the default group without rules removes those that AWS puts there.
        aws.ec2.DefaultSecurityGroup(f"{name}-default-group", vpc_id=vpc.id, opts=self._child)
        closed = aws.ec2.SecurityGroup(
            f"{name}-database-group",
            name=args.names.of("database"),
            description="Aurora: no connection in or out, only the Data API",
            vpc_id=vpc.id,
            opts=self._child,
        )
        self.security_group_id = closed.id
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
            for number, (cidr, zone) in enumerate(zip(_SUBNET_CIDRS, available[:2], strict=True), start=1)
        ]
