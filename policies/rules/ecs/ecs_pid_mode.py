from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.ecs._containers import TASK


def check(task: Resource, config: Config) -> Findings:
    yield from task["pidMode"].must(lambda mode: mode != "host", "containers share the host's process namespace")


RULE = ResourceRule(
    name="ecs-pid-mode",
    title="ECS task definitions do not share the host's process namespace.",
    why="A container that shares it can read the environment of the host's processes and stop them.",
    fix='Leave pid_mode out or set it to "task".',
    severity=Severity.HIGH,
    types=(TASK,),
    controls=("ECS.3",),
    check=check,
)
