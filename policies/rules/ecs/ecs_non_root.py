from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.ecs._containers import TASK, each_must

_ADMINISTRATORS = frozenset({"root", "administrator", "containeradministrator"})


def check(task: Resource, config: Config) -> Findings:
    return each_must(task, "user", _is_unprivileged, "runs as root or administrator")


def _is_unprivileged(user: str) -> bool:
    """`user` is `name`, `uid`, `name:group` or `uid:gid`; the group does not matter."""
    name = user.partition(":")[0].strip().lower()
    return bool(name) and name not in _ADMINISTRATORS and not (name.isdecimal() and int(name) == 0)


RULE = ResourceRule(
    name="ecs-non-root",
    title="ECS containers run as a non-root user.",
    why="Root in a container is one kernel bug away from root on the host.",
    fix="Set `user` in the container definition to a dedicated uid, e.g. 10001; on Windows, to ContainerUser.",
    severity=Severity.HIGH,
    types=(TASK,),
    controls=("ECS.20", "ECS.21"),
    check=check,
)
