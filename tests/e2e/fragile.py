"""Break a running system, and repair it."""

from __future__ import annotations

import io
import json
import os
import signal
import time
import zipfile
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from typing import Any

import httpx
import psutil

from cli.shared.account import Account
from tests.e2e.alarm_listeners import History
from tests.waiting import until

MAX_RECEIVES = 3
SHORTEST_LEASE, LONGEST_LEASE = 10, 240


class Breaker:
    """Change functions and queues of a running stack, and inspect its state behind the API.

    Args:
        alex: the system, as tests use it.
    """

    def __init__(self, alex: Any) -> None:
        self.alex = alex
        self.stack = alex.stack

    def shorten(self, job_seconds: float) -> None:
        """Shorten the lease to seconds, so that a test can wait for a job's redelivery.

        Args:
            job_seconds: how long a job takes here when every function starts cold, which is several times what one
                takes later: no lease may end under a healthy planner.
        """
        lease = round(min(LONGEST_LEASE, max(SHORTEST_LEASE, job_seconds)))
        self.configure("planner", PLANNER_LEASE_SECONDS=str(lease))
        # Later than the lease, which begins only when the planner has started.
        self._hide_messages(str(round(lease + job_seconds / 2)))

    @contextmanager
    def long_leases(self) -> Generator[None]:
        """Lengthen the lease until the block ends: no other planner takes over a job of a waiting one."""
        queue = {"QueueUrl": self.queue, "AttributeNames": ["VisibilityTimeout"]}
        before = self.stack.client("sqs").get_queue_attributes(**queue)["Attributes"]["VisibilityTimeout"]
        self._hide_messages(str(2 * LONGEST_LEASE))
        try:
            with self.configured("planner", PLANNER_LEASE_SECONDS=str(LONGEST_LEASE)):
                yield
        finally:
            self._hide_messages(before)

    def _hide_messages(self, seconds: str) -> None:
        attributes = {"VisibilityTimeout": seconds}
        self.stack.client("sqs").set_queue_attributes(QueueUrl=self.queue, Attributes=attributes)

    # Functions.

    def configure(self, function: str, **variables: str) -> None:
        """Change a function's environment, publish it, and move the alias to it."""
        self._set_variables(function, {**self._variables(function), **variables})

    @contextmanager
    def configured(self, function: str, **variables: str) -> Generator[None]:
        """`configure` until the block ends."""
        before = self._variables(function)
        self._set_variables(function, {**before, **variables})
        try:
            yield
        finally:
            self._set_variables(function, before)

    def _variables(self, function: str) -> dict[str, str]:
        name = self.stack.outputs["functions"][function]
        return self.stack.client("lambda").get_function_configuration(FunctionName=name)["Environment"]["Variables"]

    def _set_variables(self, function: str, variables: dict[str, str]) -> None:
        name, client = self.stack.outputs["functions"][function], self.stack.client("lambda")
        client.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
        self._publish(name)

    @contextmanager
    def replaced(self, function: str, source: str, timeout: int) -> Generator[None]:
        """Replace the function's handler until the block ends. `timeout` is in seconds."""
        name, client = self.stack.outputs["functions"][function], self.stack.client("lambda")
        before = client.get_function(FunctionName=name)
        code = httpx.get(before["Code"]["Location"]).raise_for_status().content
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(f"{function}/__init__.py", "")
            archive.writestr(f"{function}/handler.py", source)
        client.update_function_code(FunctionName=name, ZipFile=packed.getvalue())
        client.update_function_configuration(FunctionName=name, Timeout=timeout)
        self._publish(name)
        try:
            yield
        finally:
            client.update_function_code(FunctionName=name, ZipFile=code)
            client.update_function_configuration(FunctionName=name, Timeout=before["Configuration"]["Timeout"])
            self._publish(name)

    def _publish(self, name: str) -> None:
        client = self.stack.client("lambda")
        version = client.publish_version(FunctionName=name)["Version"]
        client.update_alias(FunctionName=name, Name="live", FunctionVersion=version)

    def workers(self, function: str) -> list[psutil.Process]:
        """The processes that run a function; their working directory carries its name."""
        name = self.stack.outputs["functions"][function]
        found = list[psutil.Process]()
        for process in psutil.Process().children(recursive=True):
            # A process that has just ended has no command line.
            with suppress(psutil.Error):
                if f"lambda-{name}-" in " ".join(process.cmdline()):
                    found.append(process)
        return found

    def signal(self, function: str, number: signal.Signals) -> list[int]:
        """Send a signal to every process of the function. Returns their ids."""
        found = until(lambda: self.workers(function), f"{function} runs")
        for process in found:
            os.kill(process.pid, number)
        return [process.pid for process in found]

    def logged(self, function: str, text: str) -> list[str]:
        return [line for line in self.stack.logs(function) if text in line]

    def calm(self, *alarms: str) -> float:
        """Wait until none of these alarms fires because of an earlier test. Returns the Unix time of that."""
        history = History(self.stack)
        until(lambda: not set(alarms) & set(history.on()), f"{', '.join(alarms)} off")
        return time.time()

    def alarmed(self, since: float, *alarms: str) -> None:
        """Wait until each of these alarms has begun to fire at or after this Unix time; see `calm`."""
        history = History(self.stack)
        until(lambda: set(alarms) <= history.went_on(since), f"{', '.join(alarms)} on")

    # Queues and database.

    @property
    def queue(self) -> str:
        return self.stack.outputs["queueUrl"]

    @property
    def account(self) -> Account:
        """The stack as the operator's commands see it."""
        import boto3

        aws = self.stack.aws
        session = boto3.Session(aws.access_key_id, aws.secret_access_key, region_name=aws.region)
        return Account("local", session, self.stack.endpoint)

    def send(self, body: str) -> None:
        self.stack.client("sqs").send_message(QueueUrl=self.queue, MessageBody=body)

    def messages(self, url: str) -> int:
        """Number of messages in a queue, including those in flight."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(found[name]) for name in names)

    def dead_letters(self) -> int:
        return self.messages(self.stack.outputs["dlqUrl"])

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run SQL as the superuser. Its changes leave `updated_at` of jobs alone."""
        with closing(self.stack.postgres.connect("alex")) as connection, connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def attempts(self, job_id: str) -> int:
        [(attempts,)] = self.sql("SELECT attempts FROM jobs WHERE job_id = %s", job_id)
        return attempts

    def row(self, job_id: str) -> tuple[Any, ...]:
        """Everything stored for a job, to compare."""
        [job] = self.sql("SELECT row_to_json(jobs)::text FROM jobs WHERE job_id = %s", job_id)
        results = self.sql("SELECT row_to_json(r)::text FROM job_results r WHERE job_id = %s ORDER BY agent", job_id)
        return (job, *results)

    # The model.

    def model_calls(self, work: str, since: float) -> int:
        """Number of calls of the fake model for this work."""
        calls = httpx.get(f"{self.stack.model_url}/__calls").json()["calls"]
        return sum(call["work"] == work and call["started"] >= since for call in calls)


def booked(job: dict[str, Any]) -> float:
    return sum(usage["cost_usd"] for usage in job["usage"].values())


def message(job_id: str) -> str:
    return json.dumps({"job_id": job_id})
