from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.ecs._containers import TASK, each_must


def check(task: Resource, config: Config) -> Findings:
    return each_must(task, "privileged", lambda on: on is None or on is False, "runs in privileged mode")


RULE = ResourceRule(
    name="ecs-non-privileged",
    title="ECS containers are not privileged.",
    why="An attacker in a privileged container controls the host and every task on it.",
    fix="Leave `privileged` out of the container definition.",
    severity=Severity.HIGH,
    types=(TASK,),
    controls=("ECS.4",),
    check=check,
)
