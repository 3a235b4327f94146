"""The task that migrates Langfuse's databases, run once and awaited."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

_EVERY_SECONDS = 3.0


class MigrationError(RuntimeError):
    """The task did not start, failed or did not end. The message names its containers and their ends."""


class Migration(BaseModel):
    """Where the task runs. Names and ids of AWS."""

    cluster: str
    task_definition: str
    """ARN of a revision."""
    subnets: list[str]
    security_group: str

    def run(
        self,
        ecs: Any,
        seconds: float,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> str:
        """Returns the ARN of the task, which has ended well.

        Args:
            ecs: boto3 client.
            seconds: to wait for its end.
            sleep: between two questions.
            clock: in seconds.

        Raises:
            MigrationError: see there.
        """
        until = clock() + seconds
        arn = self._start(ecs)
        while clock() < until:
            task = self._find(ecs, arn)
            if task and task["lastStatus"] == "STOPPED":
                return _ended_well(arn, task)
            sleep(_EVERY_SECONDS)
        raise MigrationError(
            f"{arn} has not ended within {seconds:.0f} s; it goes on, and the next deployment runs another"
        )

    def _start(self, ecs: Any) -> str:
        network = {"subnets": self.subnets, "securityGroups": [self.security_group], "assignPublicIp": "DISABLED"}
        started = ecs.run_task(
            cluster=self.cluster,
            taskDefinition=self.task_definition,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": network},
            startedBy="langfuse-setup",
        )
        if not started["tasks"]:
            raise MigrationError(f"{self.task_definition} did not start: {started.get('failures')}")
        return started["tasks"][0]["taskArn"]

    def _find(self, ecs: Any, arn: str) -> dict[str, Any] | None:
        """None for a moment after the start, until all of ECS knows the task."""
        return next(iter(ecs.describe_tasks(cluster=self.cluster, tasks=[arn])["tasks"]), None)


def _ended_well(arn: str, task: dict[str, Any]) -> str:
    failed = [container for container in task["containers"] if container.get("exitCode") != 0]
    if failed:
        ends = ", ".join(
            f"{each['name']}: {each.get('reason') or each.get('exitCode', 'no exit code')}" for each in failed
        )
        raise MigrationError(f"{arn} failed ({task.get('stoppedReason', 'no reason')}): {ends}")
    return arn
