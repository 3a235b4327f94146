from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.ecs._containers import TASK, containers


def check(task: Resource, config: Config) -> Findings:
    for container in containers(task):
        yield from container["logConfiguration"]["logDriver"].must(bool, "a container has no log driver")


RULE = ResourceRule(
    name="ecs-logging",
    title="ECS containers have a log driver.",
    why="Output of a failed container is lost unless a log driver has stored it.",
    fix='Set logConfiguration with logDriver "awslogs" and a log group that has a retention period.',
    severity=Severity.MEDIUM,
    types=(TASK,),
    controls=("ECS.9", "AwsSolutions-ECS7"),
    check=check,
)
