from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.rds._databases import CLUSTER


def check(cluster: Resource, config: Config) -> Findings:
    if config.production or not cluster["engine"].text.startswith("aurora"):
        return
    lowest = cluster["serverlessv2ScalingConfiguration"]["minCapacity"]
    yield from lowest.must(lambda capacity: capacity == 0, "the cluster never pauses")


RULE = ResourceRule(
    name="rds-pauses-outside-prod",
    title="Aurora clusters outside production pause when idle.",
    why="A forgotten development cluster costs about 45 USD a month at half a capacity unit.",
    fix="Set serverlessv2_scaling_configuration with min_capacity=0.",
    severity=Severity.LOW,
    types=(CLUSTER,),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-auto-pause.html",
    check=check,
)
