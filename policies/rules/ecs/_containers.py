"""Containers of a task definition. Pulumi takes them as one JSON string, which is known or unknown as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from policies.engine import Findings, Node, Resource

TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
TASK_SET = "aws:ecs/taskSet:TaskSet"
CLUSTER = "aws:ecs/cluster:Cluster"

_DEFINITIONS = "containerDefinitions"


def containers(task: Resource) -> tuple[Node, ...]:
    return task.memo(_DEFINITIONS, lambda: task[_DEFINITIONS].json().each())


def each_must(task: Resource, key: str, holds: Callable[[Any], object], message: str) -> Findings:
    """Report `message` for each container whose `key` does not hold; see `Node.must`."""
    for container in containers(task):
        yield from container[key].must(holds, f"container {container['name'].text or '?'}: {message}")


def runs_windows(task: Resource) -> bool:
    return task["runtimePlatform"]["operatingSystemFamily"].text.startswith("WINDOWS")
