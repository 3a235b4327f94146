"""Checks of the stack's database, queues and models in AWS, with the caller's credentials."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from cli.doctor.check import Check, CheckFailed
from cli.shared.account import Account
from cli.shared.data_api import PATIENCE_SECONDS, AppDatabase
from cli.shared.queue_depth import queue_depth
from cli.shared.stack_account import error_code, told

OLDEST_SECONDS = 900.0
"""Longer than all attempts of a job take."""
METRIC_MINUTES = 15
QUEUES_OF_FAILURES = ("jobs-dlq", "dead-letters")


class AwsChecks:
    """
    Args:
        account: the stack's.
        models: its agents' Bedrock model ids.
        answered_by: who answers for these on this machine, e.g. `the fake model`; empty for Bedrock.
    """

    def __init__(self, account: Account, models: list[str], answered_by: str = "") -> None:
        self._account, self._models, self._answered_by = account, models, answered_by

    def all(self) -> list[Check]:
        stack = self._account.stack
        migrate = f"run the migrator: alex migrate --stack {stack}"
        work_off = "read the planner's log, `alex logs planner`, and check its throttles"
        redrive = "read the messages and fix the cause; `alex redrive` runs jobs again, dead-letters has no redrive"
        allow = "enable the model in Bedrock's console, and allow these credentials bedrock:InvokeModel"
        return [
            Check("Database", self.database, migrate, seconds=PATIENCE_SECONDS + 10),
            Check("Queue of jobs", self.queue, work_off),
            *(
                Check(f"Queue {name} is empty", lambda n=name: self.no_failures(n), redrive)
                for name in QUEUES_OF_FAILURES
            ),
            *(Check(f"Model {model}", lambda m=model: self.model(m), allow, seconds=30) for model in self._models),
        ]

    def langfuse_keys(self) -> tuple[str, str]:
        """The pair that the functions read. Raises UserError."""
        name = f"alex-{self._account.stack}-langfuse"
        advice = f"store the keys: alex secrets set langfuse --stack {self._account.stack}"
        with told(f"the secret {name} cannot be read"):
            try:
                text = self._account.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
            except ClientError as error:
                if error_code(error) == "ResourceNotFoundException":
                    raise CheckFailed(f"the secret {name} does not exist or has no value", advice) from error
                raise
        try:
            value = json.loads(text)
            return str(value["public_key"]), str(value["secret_key"])
        except (ValueError, KeyError, TypeError) as error:
            raise CheckFailed(f"the secret {name} does not hold a public_key and a secret_key", advice) from error

    def database(self) -> str:
        """Runs one statement as the application's user, and waits while the database resumes."""
        started = time.monotonic()
        with told():
            answer = AppDatabase(self._account).execute(
                "SELECT count(*) FROM jobs WHERE status IN ('pending', 'running')"
            )
        waiting = answer["records"][0][0]["longValue"]
        return f"{waiting} unfinished jobs, answered in {time.monotonic() - started:.1f} s"

    def queue(self) -> str:
        with told():
            depth = queue_depth(self._account, "jobs")
            age = self._age_of_oldest("jobs")
        found = f"{depth.waiting} waiting, {depth.in_flight} in flight"
        if age:
            found += f", the oldest for {age:.0f} s"
        if depth.waiting and age and age > OLDEST_SECONDS:
            raise CheckFailed(f"{found}: jobs are not being processed")
        return found

    def no_failures(self, queue: str) -> str:
        with told():
            depth = queue_depth(self._account, queue)
        if dead := depth.waiting + depth.in_flight:
            raise CheckFailed(f"{dead} dead-lettered {'message' if dead == 1 else 'messages'}")
        return "no messages"

    def _age_of_oldest(self, queue: str) -> float | None:
        """Seconds, as of the last data point; None without one."""
        now = datetime.now(UTC)
        points = self._account.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/SQS",
            MetricName="ApproximateAgeOfOldestMessage",
            Dimensions=[{"Name": "QueueName", "Value": f"alex-{self._account.stack}-{queue}"}],
            StartTime=now - timedelta(minutes=METRIC_MINUTES),
            EndTime=now,
            Period=60,
            Statistics=["Maximum"],
        )["Datapoints"]
        return max(points, key=lambda point: point["Timestamp"])["Maximum"] if points else None

    def model(self, model_id: str) -> str:
        started = time.monotonic()
        with told():
            answer: dict[str, Any] = self._account.client("bedrock-runtime").converse(
                modelId=model_id,
                messages=[{"role": "user", "content": [{"text": "Answer with the word OK."}]}],
                inferenceConfig={"maxTokens": 10},
            )
        found = f"{answer['usage']['totalTokens']} tokens in {time.monotonic() - started:.1f} s"
        return f"{found}, from {self._answered_by}" if self._answered_by else found
