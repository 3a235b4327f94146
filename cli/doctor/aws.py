"""Checks of what the stack uses in AWS: database, queues, model. They use the credentials of whoever asks."""

from __future__ import annotations

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from cli.doctor.aws_account import Account
from cli.doctor.check import Check, CheckFailed

DATABASE_SECONDS = 30.0
OLDEST_SECONDS = 900.0
"""Longer than a job takes with all its attempts."""
METRIC_MINUTES = 15
WAKING = ("DatabaseResumingException", "DatabaseUnavailableException")
QUEUES_OF_FAILURES = ("jobs-dlq", "dead-letters")


class AwsChecks:
    """
    Args:
        account: where the stack is.
        models: the Bedrock ids that its agents call.
    """

    def __init__(self, account: Account, models: list[str]) -> None:
        self._account, self._models = account, models

    def all(self) -> list[Check]:
        stack = self._account.stack
        migrate = f"run the migrator: aws lambda invoke --function-name alex-{stack}-migrator:live /dev/stdout"
        work_off = f"look at the log of alex-{stack}-planner and at its throttles"
        redrive = "read the messages, mend the cause; `alex redrive` runs jobs again, dead-letters are for reading"
        allow = "enable the model in Bedrock's console, and allow these credentials bedrock:InvokeModel"
        return [
            Check("Database", self.database, migrate, seconds=DATABASE_SECONDS + 10),
            Check("Queue of jobs", self.queue, work_off),
            *(
                Check(f"Queue {name} is empty", lambda n=name: self.no_failures(n), redrive)
                for name in QUEUES_OF_FAILURES
            ),
            *(Check(f"Model {model}", lambda m=model: self.model(m), allow, seconds=30) for model in self._models),
        ]

    def langfuse_keys(self) -> tuple[str, str]:
        """What the functions read. Raises CheckFailed."""
        name = f"alex-{self._account.stack}-langfuse"
        advice = f"alex secrets set langfuse --stack {self._account.stack}"
        with explained():
            try:
                text = self._account.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
            except ClientError as error:
                if _code(error) == "ResourceNotFoundException":
                    raise CheckFailed(f"the secret {name} does not exist or has no value", advice) from error
                raise
        try:
            value = json.loads(text)
            return str(value["public_key"]), str(value["secret_key"])
        except (ValueError, KeyError, TypeError) as error:
            raise CheckFailed(f"the secret {name} does not hold a public_key and a secret_key", advice) from error

    def database(self) -> str:
        """One statement as the application's user, with patience for a database that is waking up."""
        started = time.monotonic()
        with explained():
            secret = self._account.client("secretsmanager").describe_secret(
                SecretId=self._account.names().of("database-app")
            )
            while True:
                try:
                    waiting = self._unfinished_jobs(secret["ARN"])
                    break
                except ClientError as error:
                    if _code(error) not in WAKING or time.monotonic() - started > DATABASE_SECONDS:
                        raise
                    time.sleep(1)
        return f"{waiting} unfinished jobs, answered in {time.monotonic() - started:.1f} s"

    def _unfinished_jobs(self, secret_arn: str) -> int:
        answer = self._account.client("rds-data").execute_statement(
            resourceArn=self._account.names().cluster_arn,
            secretArn=secret_arn,
            database="alex",
            sql="SELECT count(*) FROM jobs WHERE status IN ('pending', 'running')",
        )
        return answer["records"][0][0]["longValue"]

    def queue(self) -> str:
        with explained():
            visible, in_flight = self._depth("jobs")
            age = self._age_of_oldest("jobs")
        found = f"{visible} waiting, {in_flight} in work"
        if age:
            found += f", the oldest for {age:.0f} s"
        if visible and age and age > OLDEST_SECONDS:
            raise CheckFailed(f"{found}: jobs are not worked off")
        return found

    def no_failures(self, queue: str) -> str:
        with explained():
            visible, in_flight = self._depth(queue)
        if visible + in_flight:
            raise CheckFailed(f"{visible + in_flight} messages failed for good")
        return "no message"

    def _depth(self, queue: str) -> tuple[int, int]:
        """Messages that wait, and messages that somebody has received."""
        sqs = self._account.client("sqs")
        url = sqs.get_queue_url(QueueName=f"alex-{self._account.stack}-{queue}")["QueueUrl"]
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return int(attributes[names[0]]), int(attributes[names[1]])

    def _age_of_oldest(self, queue: str) -> float | None:
        """Seconds, as of the last data point; None when there is none."""
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
        with explained():
            answer: dict[str, Any] = self._account.client("bedrock-runtime").converse(
                modelId=model_id,
                messages=[{"role": "user", "content": [{"text": "Answer with the word OK."}]}],
                inferenceConfig={"maxTokens": 10},
            )
        return f"{answer['usage']['totalTokens']} tokens in {time.monotonic() - started:.1f} s"


@contextmanager
def explained() -> Generator[None]:
    """AWS's refusals as failures with a reason and, where it is the caller's fault, with advice."""
    try:
        yield
    except NoCredentialsError as error:
        raise CheckFailed("there are no AWS credentials", "sign in, e.g. aws sso login, and set AWS_PROFILE") from error
    except ClientError as error:
        code = _code(error)
        denied = "ask for this permission, or use other credentials" if code.startswith("AccessDenied") else ""
        raise CheckFailed(
            f"{error.operation_name}: {code}: {error.response['Error'].get('Message', '')}", denied
        ) from error
    except BotoCoreError as error:
        raise CheckFailed(str(error)) from error


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")
