from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity
from policies.rules.ecs._containers import TASK, containers

_NAMES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "ECS_ENGINE_AUTH_DATA")


def check(task: Resource, config: Config) -> Findings:
    refused = frozenset(config["names"])
    for variable in (variable for container in containers(task) for variable in container["environment"].each()):
        yield from variable["name"].must(
            lambda name: name.upper() not in refused, "the environment contains a credential"
        )


RULE = ResourceRule(
    name="ecs-no-env-secrets",
    title="ECS container environments contain no credentials.",
    why="Many principals can read a task definition, all its revisions are kept, and consoles print them.",
    fix="Give the task a role. Pass other secrets by ARN, in `secrets` of the container definition.",
    severity=Severity.HIGH,
    types=(TASK,),
    controls=("ECS.8",),
    options={
        "names": Option(
            {"type": "array", "items": {"type": "string"}, "description": "Names of variables, in upper case."},
            default=_NAMES,
        )
    },
    check=check,
)
