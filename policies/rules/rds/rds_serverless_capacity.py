from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity
from policies.rules.rds._databases import CLUSTER


def check(cluster: Resource, config: Config) -> Findings:
    scaling = cluster["serverlessv2ScalingConfiguration"]
    if scaling.absent:
        return
    most, least, idle = config["most_units"], config["least_units"], config["idle_seconds"]
    yield from scaling["maxCapacity"].must(lambda units: units <= most, f"the cluster may grow beyond {most} units")
    low = scaling["minCapacity"]
    yield from low.must(lambda units: units <= least, f"the idle cluster has more than {least} units")
    if low.raw == 0:
        yield from scaling["secondsUntilAutoPause"].must(
            lambda seconds: seconds is None or seconds <= idle, f"the idle cluster runs for more than {idle} seconds"
        )


RULE = ResourceRule(
    name="rds-serverless-capacity",
    title="Serverless clusters pause when idle, and grow to a limit.",
    why="A unit costs about 90 USD a month, day and night; a query in a loop takes all units it may.",
    fix=(
        "Set min_capacity=0, seconds_until_auto_pause=300 and a low max_capacity in "
        "serverlessv2_scaling_configuration, or the rule's options to what you need."
    ),
    severity=Severity.LOW,
    types=(CLUSTER,),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-auto-pause.html",
    options={
        "most_units": Option({"type": "number", "minimum": 0, "description": "Highest capacity, in ACU."}, 16),
        "least_units": Option({"type": "number", "minimum": 0, "description": "Highest capacity when idle."}, 0),
        "idle_seconds": Option({"type": "integer", "minimum": 300, "description": "Longest time until a pause."}, 300),
    },
    check=check,
)
