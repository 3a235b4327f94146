"""RDS resource types, and the clusters of instances."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Resource, Stack

CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
"""An instance in an Aurora cluster."""
INSTANCE = "aws:rds/instance:Instance"
"""A standalone instance."""
SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup"

_CLUSTER_ID = "clusterIdentifier"


def members(stack: Stack, cluster: Resource) -> tuple[Resource, ...]:
    return stack.referrers(cluster, MEMBER, via=_CLUSTER_ID)


def cluster_of(stack: Stack, member: Resource) -> Resource | None:
    """None if the cluster is unknown or not part of the stack."""
    clusters = stack.memo("cluster of each rds member", lambda: _clusters_of_members(stack))
    return clusters.get(member.urn)


def has_members_of_unknown_cluster(stack: Stack) -> bool:
    """Whether an instance has an unknown cluster, so that it may belong to any."""
    return stack.memo("rds members of unknown clusters", lambda: any(_unassigned(stack)))


def _unassigned(stack: Stack) -> Iterator[bool]:
    for member in stack.of_type(MEMBER):
        yield member[_CLUSTER_ID].unknown and not stack.sources(member, _CLUSTER_ID)


def _clusters_of_members(stack: Stack) -> dict[str, Resource]:
    return {member.urn: cluster for cluster in stack.of_type(CLUSTER) for member in members(stack, cluster)}
