"""Types of this service, and which instance belongs to which cluster."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Resource, Stack

CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
"""An instance of an Aurora cluster."""
INSTANCE = "aws:rds/instance:Instance"
"""A database server by itself."""
SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup"

_CLUSTER_ID = "clusterIdentifier"


def members(stack: Stack, cluster: Resource) -> tuple[Resource, ...]:
    return stack.referrers(cluster, MEMBER, via=_CLUSTER_ID)


def cluster_of(stack: Stack, member: Resource) -> Resource | None:
    """None when the cluster is not of this stack, or nothing says which it is."""
    clusters = stack.memo("cluster of each rds member", lambda: _clusters_of_members(stack))
    return clusters.get(member.urn)


def has_members_of_unknown_cluster(stack: Stack) -> bool:
    """Whether some instance may belong to any cluster."""
    return stack.memo("rds members of unknown clusters", lambda: any(_strays(stack)))


def _strays(stack: Stack) -> Iterator[bool]:
    for member in stack.of_type(MEMBER):
        yield member[_CLUSTER_ID].unknown and not stack.sources(member, _CLUSTER_ID)


def _clusters_of_members(stack: Stack) -> dict[str, Resource]:
    return {member.urn: cluster for cluster in stack.of_type(CLUSTER) for member in members(stack, cluster)}
