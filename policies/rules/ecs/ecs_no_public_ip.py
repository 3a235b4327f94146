from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.ecs._containers import SERVICE, TASK_SET


def check(service: Resource, config: Config) -> Findings:
    yield from service["networkConfiguration"]["assignPublicIp"].must(
        lambda on: on is None or on is False, "its tasks get public addresses"
    )


RULE = ResourceRule(
    name="ecs-no-public-ip",
    title="ECS tasks have no public addresses.",
    why="A task with one can be reached beside its load balancer, its firewall and its logs.",
    fix="Set assign_public_ip=False; reach AWS through VPC endpoints or a NAT gateway.",
    severity=Severity.HIGH,
    types=(SERVICE, TASK_SET),
    controls=("ECS.2", "ECS.16"),
    check=check,
)
