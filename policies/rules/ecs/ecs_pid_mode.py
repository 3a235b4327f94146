from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.ecs._containers import TASK


def check(task: Resource, config: Config) -> Findings:
    yield from task["pidMode"].must(lambda mode: mode != "host", "its containers see the processes of the host")


RULE = ResourceRule(
    name="ecs-pid-mode",
    title="ECS tasks do not share the host's processes.",
    why="A container that sees them can read their environment and stop them.",
    fix='Leave pid_mode out or set it to "task".',
    severity=Severity.HIGH,
    types=(TASK,),
    controls=("ECS.3",),
    check=check,
)
