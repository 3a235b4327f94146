"""Ingress rules of security groups, from the three resource types that define them."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from typing import NamedTuple

from policies.engine import Node, Resource, Verdict, all_of, decided

GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
_INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

INGRESS_TYPES = (GROUP, DEFAULT_GROUP, _RULE, _INGRESS_RULE)
STANDALONE_RULES = (_RULE, _INGRESS_RULE, _EGRESS_RULE)

_WIDEST = {4: 8, 6: 16}
"""Shortest acceptable prefix length: 0.0.0.0/1 and 128.0.0.0/1 together cover the internet too."""
_WITHOUT_PORTS = ("icmp", "icmpv6", "1", "58")
_EVERY_PROTOCOL = ("-1", "all")
_ALL_PORTS = range(65536)


class IngressRule(NamedTuple):
    """One ingress rule of a security group."""

    path: str
    protocol: Node
    first_port: Node
    last_port: Node
    networks: tuple[Node, ...]
    """CIDR blocks."""

    @property
    def to_world(self) -> Verdict:
        return ~all_of(network.test(_is_limited) for network in self.networks)

    def ports_are_in(self, allowed: frozenset[int]) -> Verdict:
        return self._judge_ports(lambda ports: all(port in allowed for port in ports))

    def ports_avoid(self, refused: frozenset[int]) -> Verdict:
        return self._judge_ports(lambda ports: not any(port in ports for port in refused))

    def _judge_ports(self, compliant: Callable[[range], bool]) -> Verdict:
        """Protocols without ports comply."""
        if any(node.unknown for node in (self.protocol, self.first_port, self.last_port)):
            return Verdict.UNDECIDED
        return decided(str(self.protocol.raw).lower() in _WITHOUT_PORTS or compliant(self._ports()))

    def _ports(self) -> range:
        bounds = (self.first_port.raw, self.last_port.raw)
        everything = str(self.protocol.raw).lower() in _EVERY_PROTOCOL
        if everything or not all(isinstance(bound, (int, float)) and 0 <= bound < 65536 for bound in bounds):
            return _ALL_PORTS
        return range(int(bounds[0]), int(bounds[1]) + 1) or _ALL_PORTS


def ingress_rules(resource: Resource) -> Iterator[IngressRule]:
    if resource.type in (GROUP, DEFAULT_GROUP):
        for rule in resource["ingress"].each():
            yield _ingress_rule(rule.path, rule)
    elif resource.type == _INGRESS_RULE:
        networks = tuple(node for node in (resource["cidrIpv4"], resource["cidrIpv6"]) if not node.absent)
        ports = (resource["ipProtocol"], resource["fromPort"], resource["toPort"])
        yield IngressRule(networks[0].path if networks else "", *ports, networks)
    elif resource["type"].text != "egress":
        yield _ingress_rule("cidrBlocks", resource)


def _ingress_rule(path: str, rule: Node | Resource) -> IngressRule:
    networks = (*rule["cidrBlocks"].each(), *rule["ipv6CidrBlocks"].each())
    return IngressRule(path, rule["protocol"], rule["fromPort"], rule["toPort"], networks)


def _is_limited(cidr: object) -> bool:
    if not isinstance(cidr, str):
        return False
    network = ipaddress.ip_network(cidr, strict=False)
    return network.prefixlen >= _WIDEST[network.version] or network.is_private
