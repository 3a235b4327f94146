from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity
from policies.rules.ecs._containers import SERVICE, TASK_SET


def check(service: Resource, config: Config) -> Findings:
    latest: tuple[str, ...] = config["versions"]
    # Only Fargate has platform versions. The default is the latest.
    yield from service["platformVersion"].must(
        lambda version: version is None or version in latest, "the Fargate platform version is not the latest"
    )


RULE = ResourceRule(
    name="ecs-fargate-version",
    title="ECS services run on the latest Fargate platform version.",
    why="Older platform versions receive no security fixes.",
    fix='Leave platform_version out, or set it to "LATEST".',
    severity=Severity.MEDIUM,
    types=(SERVICE, TASK_SET),
    controls=("ECS.10",),
    options={
        "versions": Option(
            {"type": "array", "items": {"type": "string"}, "description": "Platform versions that are up to date."},
            default=("LATEST", "1.4.0"),
        )
    },
    check=check,
)
