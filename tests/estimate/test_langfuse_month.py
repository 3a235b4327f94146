"""Langfuse on ECS has a price for each of its parts, and the table of its guide says the same."""

from __future__ import annotations

import re
from pathlib import Path

from estimate.month import Estimate, estimate
from estimate.workload import Workload
from tests.infra.conftest import planned_with_langfuse

ROOT = Path(__file__).resolve().parents[2]
#: Of the guide's table, to the resource types in the estimate.
PARTS = {
    "PostgreSQL": ("aws:rds/instance:Instance",),
    "Valkey": ("aws:elasticache/replicationGroup:ReplicationGroup",),
    "load balancer": ("aws:lb/loadBalancer:LoadBalancer",),
    "NAT gateway": ("aws:ec2/natGateway:NatGateway",),
    "public addresses": ("aws:ec2/eip:Eip",),
}


def month() -> Estimate:
    stack = planned_with_langfuse()
    return estimate((*stack.resources, *stack.components), Workload(analyses=0))


def test_nothing_of_it_is_without_a_price() -> None:
    assert month().unknown == ()


def test_the_guide_says_what_the_estimate_does() -> None:
    guide = (ROOT / "docs" / "langfuse.md").read_text(encoding="utf-8")
    said = {part: float(usd) for part, usd in re.findall(r"^\| ([^|]+?) \|[^|]*\| (\d+) \|$", guide, re.MULTILINE)}
    lines = month().lines

    for part, types in PARTS.items():
        assert abs(said[part] - sum(line.idle_usd for line in lines if line.type in types)) <= 1, part
    for task in ("web", "worker"):
        cost = sum(line.idle_usd for line in lines if line.what in (f"vCPU of {task}", f"memory of {task}"))
        assert abs(said[task] - cost) <= 1, task


def test_the_parts_of_the_guide_add_up_to_what_the_setting_changes() -> None:
    guide = (ROOT / "docs" / "langfuse.md").read_text(encoding="utf-8")
    parts = [int(usd) for usd in re.findall(r"^\| [^|]+ \|[^|]*\| (\d+) \|$", guide, re.MULTILINE)]
    (together,) = re.findall(r"^\| \*\*together\*\* \|[^|]*\| \*\*(\d+)\*\* \|$", guide, re.MULTILINE)
    choices = (ROOT / "docs" / "cost.md").read_text(encoding="utf-8")
    (idle,) = re.findall(r"^\| `langfuse: self-hosted` \|[^|]*\| \+([\d.]+) \|", choices, re.MULTILINE)

    assert sum(parts) == int(together) == round(float(idle))
