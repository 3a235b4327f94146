"""Security groups of Langfuse on ECS: who may connect to whom, on which port."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.self_hosted.names import LangfuseNames
from components.langfuse.network.network import CIDR

HTTPS = 443
WEB_PORT = 3000
CLICKHOUSE_HTTP, CLICKHOUSE_NATIVE = 8123, 9000
#: Not the default ports of PostgreSQL and Valkey, which scanners try first.
DATABASE_PORT, CACHE_PORT = 5433, 6380
_NFS = 2049
_INTERNET = "0.0.0.0/0"


@dataclass(frozen=True)
class GroupsArgs:
    context: StackContext
    vpc_id: pulumi.Input[str]


class LangfuseGroups(pulumi.ComponentResource):
    """Ids of the groups. `application` is that of web, worker and migration."""

    def __init__(self, name: str, args: GroupsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:LangfuseGroups", name, None, opts)
        self._name, self._args = name, args
        self.balancer = self._group(
            "balancer",
            "Load balancer of Langfuse: HTTPS from anywhere, to the web tasks",
            ingress=[_from_networks(HTTPS, _INTERNET)],
            egress=[_to_networks(WEB_PORT, CIDR)],
        )
        stores = (CLICKHOUSE_HTTP, CLICKHOUSE_NATIVE, DATABASE_PORT, CACHE_PORT)
        self.application = self._group(
            "application",
            "Langfuse's web, worker and migration: from the load balancer, to their stores and to AWS",
            ingress=[_from_groups(WEB_PORT, self.balancer)],
            egress=[_to_networks(HTTPS, _INTERNET), *(_to_networks(port, CIDR) for port in stores)],
        )
        self.clickhouse = self._group(
            "clickhouse",
            "ClickHouse: from Langfuse's tasks, to its files and to AWS",
            ingress=[_from_groups(port, self.application) for port in (CLICKHOUSE_HTTP, CLICKHOUSE_NATIVE)],
            egress=[_to_networks(HTTPS, _INTERNET), _to_networks(_NFS, CIDR)],
        )
        self.database = self._store("database", "PostgreSQL: from Langfuse's tasks", DATABASE_PORT, self.application)
        self.cache = self._store("cache", "Valkey: from Langfuse's tasks", CACHE_PORT, self.application)
        self.files = self._store("files", "ClickHouse's files: from ClickHouse", _NFS, self.clickhouse)
        self.register_outputs({})

    def _store(self, kind: str, description: str, port: int, client: pulumi.Input[str]) -> pulumi.Output[str]:
        return self._group(kind, description, ingress=[_from_groups(port, client)], egress=[])

    def _group(
        self,
        kind: str,
        description: str,
        ingress: Sequence[aws.ec2.SecurityGroupIngressArgs],
        egress: Sequence[aws.ec2.SecurityGroupEgressArgs],
    ) -> pulumi.Output[str]:
        return aws.ec2.SecurityGroup(
            f"{self._name}-{kind}-group",
            name=LangfuseNames(self._args.context.names).of(kind),
            description=description,
            vpc_id=self._args.vpc_id,
            ingress=[*ingress],
            egress=[*egress],
            opts=pulumi.ResourceOptions(parent=self),
        ).id


def _from_networks(port: int, *networks: str) -> aws.ec2.SecurityGroupIngressArgs:
    return aws.ec2.SecurityGroupIngressArgs(protocol="tcp", from_port=port, to_port=port, cidr_blocks=[*networks])


def _from_groups(port: int, *groups: pulumi.Input[str]) -> aws.ec2.SecurityGroupIngressArgs:
    return aws.ec2.SecurityGroupIngressArgs(protocol="tcp", from_port=port, to_port=port, security_groups=[*groups])


def _to_networks(port: int, *networks: str) -> aws.ec2.SecurityGroupEgressArgs:
    return aws.ec2.SecurityGroupEgressArgs(protocol="tcp", from_port=port, to_port=port, cidr_blocks=[*networks])
