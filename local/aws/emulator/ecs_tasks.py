"""Tasks of ECS on one machine: no container runs. A task that is run by itself ends at once, and well.

ministack would start containers of ECS, ElastiCache and RDS in a Docker that it finds, and else say for ever that a
task runs.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ministack.services import ecs, elasticache, rds

from local.aws.emulator.wraps import Response, existing, existing_data, wrap

REASON = "No container runs on one machine"


def install() -> None:
    for service in (ecs, elasticache, rds):
        wrap(service, "_get_docker", by=_without_docker)
    tasks = existing_data(ecs, "_tasks")
    run = existing(ecs, "_run_task", "data")

    def run_and_end(data: dict[str, Any]) -> Response:
        response: Response = run(data)
        for started in json.loads(response[2]).get("tasks", []):
            _end(tasks[started["taskArn"]])
        return response

    # Only what clients run: services start their tasks by the function itself.
    existing_data(ecs, "_ACTION_MAP")["RunTask"] = run_and_end


def _without_docker(_: Callable[..., Any]) -> Callable[..., None]:
    return lambda: None


def _end(task: dict[str, Any]) -> None:
    task.update(lastStatus="STOPPED", desiredStatus="STOPPED", stopCode="EssentialContainerExited")
    task.update(stoppedReason=REASON, stoppedAt=task["startedAt"])
    for container in task["containers"]:
        container.update(lastStatus="STOPPED", exitCode=0)
