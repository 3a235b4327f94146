from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, any_of, unless
from policies.rules.ecs._containers import CLUSTER


def check(cluster: Resource, config: Config) -> Findings:
    settings = cluster["settings"]
    enabled = any_of(
        setting["name"].test(lambda name: name == "containerInsights")
        & setting["value"].test(lambda value: value in ("enabled", "enhanced"))
        for setting in settings.each()
    )
    yield from unless(enabled, "Container Insights is not enabled", settings.path)


RULE = ResourceRule(
    name="ecs-container-insights",
    title="ECS clusters have Container Insights enabled.",
    why="Without it, metrics end at the service and do not show which task ran out of memory.",
    fix='Set settings=[{"name": "containerInsights", "value": "enabled"}].',
    severity=Severity.LOW,
    types=(CLUSTER,),
    controls=("ECS.12", "AwsSolutions-ECS4"),
    check=check,
)
