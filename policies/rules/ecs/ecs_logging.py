from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.ecs._containers import TASK, containers


def check(task: Resource, config: Config) -> Findings:
    for container in containers(task):
        yield from container["logConfiguration"]["logDriver"].must(bool, "what a container writes is lost")


RULE = ResourceRule(
    name="ecs-logging",
    title="ECS containers have a log driver.",
    why="What a container wrote before it failed is gone with it.",
    fix='Set logConfiguration with logDriver "awslogs" and a log group with retention.',
    severity=Severity.MEDIUM,
    types=(TASK,),
    controls=("ECS.9", "AwsSolutions-ECS7"),
    check=check,
)
