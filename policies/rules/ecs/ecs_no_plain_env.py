from __future__ import annotations

from policies.engine import Config, Findings, Level, Resource, ResourceRule, Severity
from policies.rules.ecs._containers import TASK, each_must


def check(task: Resource, config: Config) -> Findings:
    return each_must(
        task, "environment", lambda variables: not variables, "environment variables are set in plain text"
    )


RULE = ResourceRule(
    name="ecs-no-plain-env",
    title="ECS containers take their settings from Parameter Store, Secrets Manager or an environment file.",
    why="A plain-text setting becomes a plain-text secret with one later change.",
    fix="Pass settings in `secrets` (Parameter Store, Secrets Manager) or in `environmentFiles`.",
    severity=Severity.LOW,
    types=(TASK,),
    controls=("AwsSolutions-ECS2",),
    link="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
    # Names of queues and log levels are not secrets; ecs-no-env-secrets covers secrets.
    level=Level.ADVISORY,
    check=check,
)
