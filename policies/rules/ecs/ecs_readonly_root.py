from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.ecs._containers import TASK, each_must, runs_windows


def check(task: Resource, config: Config) -> Findings:
    if runs_windows(task):
        return ()  # Windows containers cannot
    return each_must(task, "readonlyRootFilesystem", lambda on: on is True, "it can write to its own root filesystem")


RULE = ResourceRule(
    name="ecs-readonly-root",
    title="ECS containers cannot change their own files.",
    why="What an attacker writes into a container's filesystem runs with the rights of the task.",
    fix="Set readonlyRootFilesystem to true; mount a volume where the program must write.",
    severity=Severity.MEDIUM,
    types=(TASK,),
    controls=("ECS.5",),
    check=check,
)
