from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.ecs._containers import TASK, each_must, runs_windows


def check(task: Resource, config: Config) -> Findings:
    if runs_windows(task):
        return ()  # Windows does not support it
    return each_must(task, "readonlyRootFilesystem", lambda on: on is True, "the root filesystem is writable")


RULE = ResourceRule(
    name="ecs-readonly-root",
    title="ECS containers have a read-only root filesystem.",
    why="Code that an attacker writes to a container's filesystem runs with the permissions of the task.",
    fix="Set readonlyRootFilesystem to true, and mount a volume for the paths that the program writes to.",
    severity=Severity.MEDIUM,
    types=(TASK,),
    controls=("ECS.5",),
    check=check,
)
