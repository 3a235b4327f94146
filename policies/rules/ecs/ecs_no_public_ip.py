from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.ecs._containers import SERVICE, TASK_SET


def check(service: Resource, config: Config) -> Findings:
    yield from service["networkConfiguration"]["assignPublicIp"].must(
        lambda on: on is None or on is False, "tasks get public IP addresses"
    )


RULE = ResourceRule(
    name="ecs-no-public-ip",
    title="ECS tasks have no public IP addresses.",
    why="A task with a public address can be reached without its load balancer, its web ACL and its access log.",
    fix="Set assign_public_ip=False, and reach AWS through VPC endpoints or a NAT gateway.",
    severity=Severity.HIGH,
    types=(SERVICE, TASK_SET),
    controls=("ECS.2", "ECS.16"),
    check=check,
)
