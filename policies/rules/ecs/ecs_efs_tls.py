from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, decided, unless
from policies.rules.ecs._containers import TASK


def check(task: Resource, config: Config) -> Findings:
    for volume in task["volumes"].each():
        efs = volume["efsVolumeConfiguration"]
        encrypted = efs["transitEncryption"].test(lambda mode: mode == "ENABLED")
        yield from unless(decided(efs.absent) | encrypted, "files cross the network in clear", efs.path)


RULE = ResourceRule(
    name="ecs-efs-tls",
    title="ECS tasks mount EFS volumes over TLS.",
    why="Without it, files cross the network in clear.",
    fix='Set transit_encryption="ENABLED" in efs_volume_configuration.',
    severity=Severity.MEDIUM,
    types=(TASK,),
    controls=("ECS.18",),
    check=check,
)
