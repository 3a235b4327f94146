from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, decided, unless
from policies.rules.ecs._containers import TASK


def check(task: Resource, config: Config) -> Findings:
    for volume in task["volumes"].each():
        efs = volume["efsVolumeConfiguration"]
        encrypted = efs["transitEncryption"].test(lambda mode: mode == "ENABLED")
        yield from unless(decided(efs.absent) | encrypted, "the EFS volume is not encrypted in transit", efs.path)


RULE = ResourceRule(
    name="ecs-efs-tls",
    title="ECS task definitions mount EFS volumes with encryption in transit.",
    why="Without TLS, files cross the network unencrypted.",
    fix='Set transit_encryption="ENABLED" in efs_volume_configuration.',
    severity=Severity.MEDIUM,
    types=(TASK,),
    controls=("ECS.18",),
    check=check,
)
