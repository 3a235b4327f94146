from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.engine import Config, Findings, Node, Resource, ResourceRule, Severity, Verdict, decided, unless
from policies.rules._remedies import Mended, with_each, with_values
from policies.rules.ecs._containers import TASK


def check(task: Resource, config: Config) -> Findings:
    for volume in task["volumes"].each():
        path = volume["efsVolumeConfiguration"].path
        yield from unless(_encrypted(volume), "the EFS volume is not encrypted in transit", path)


def remediate(task: Resource, config: Config) -> Mapping[str, Any] | None:
    volumes = with_each(task["volumes"], _mended)
    return {"volumes": volumes} if volumes else None


def _mended(volume: Node) -> Mended | None:
    if _encrypted(volume) is not Verdict.NO:
        return None
    efs = with_values(volume["efsVolumeConfiguration"], {"transitEncryption": "ENABLED"})
    return with_values(volume, {"efsVolumeConfiguration": efs})


def _encrypted(volume: Node) -> Verdict:
    efs = volume["efsVolumeConfiguration"]
    return decided(efs.absent) | efs["transitEncryption"].test(lambda mode: mode == "ENABLED")


RULE = ResourceRule(
    name="ecs-efs-tls",
    title="ECS task definitions mount EFS volumes with encryption in transit.",
    why="Without TLS, files cross the network unencrypted.",
    fix='Set transit_encryption="ENABLED" in efs_volume_configuration.',
    severity=Severity.MEDIUM,
    types=(TASK,),
    controls=("ECS.18",),
    check=check,
    remediate=remediate,
)
