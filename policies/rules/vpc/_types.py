from __future__ import annotations

VPCS = ("aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc")
DEFAULT_SUBNET = "aws:ec2/defaultSubnet:DefaultSubnet"
SUBNETS = ("aws:ec2/subnet:Subnet", DEFAULT_SUBNET)
