"""Resources that the dimensions of AWS's metrics name."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Node, Resource, Stack

_TARGETS = {
    "FunctionName": ("aws:lambda/function:Function", "name"),
    "QueueName": ("aws:sqs/queue:Queue", "name"),
    "DBClusterIdentifier": ("aws:rds/cluster:Cluster", "clusterIdentifier"),
}


def missing(stack: Stack, alarm: Resource) -> Iterator[tuple[str, str]]:
    """Path and value of dimensions that name no resource of the stack, where all names of its type are known."""
    places = [("dimensions", alarm["dimensions"])]
    places += [(query.path, query["metric"]["dimensions"]) for query in alarm["metricQueries"].each()]
    for _, dimensions in places:
        for name, value in dimensions.entries():
            names = _names(stack, name)
            if names and value.text and value.text not in names:
                yield value.path, value.text


def _names(stack: Stack, dimension: str) -> frozenset[str]:
    """Empty if the stack has no such resource, or one whose name is unknown."""
    if dimension not in _TARGETS:
        return frozenset()
    kind, key = _TARGETS[dimension]
    return stack.memo(("names", kind), lambda: _known(stack.of_type(kind), key))


def _known(resources: tuple[Resource, ...], key: str) -> frozenset[str]:
    nodes: list[Node] = [resource[key] for resource in resources]
    return frozenset() if any(not node.text for node in nodes) else frozenset(node.text for node in nodes)
