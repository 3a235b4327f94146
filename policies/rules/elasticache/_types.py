from __future__ import annotations

from policies.engine import Resource

CLUSTER = "aws:elasticache/cluster:Cluster"
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"


def is_member(cache: Resource) -> bool:
    """A cluster in a replication group inherits the group's settings."""
    return not cache["replicationGroupId"].absent and cache.type == CLUSTER


def is_valkey(cache: Resource) -> bool:
    """Valkey is encrypted by default; Redis is not."""
    return cache["engine"].text == "valkey"
