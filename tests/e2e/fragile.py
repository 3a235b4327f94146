"""What breaks a running system in tests, and puts it together again."""

from __future__ import annotations

import io
import json
import os
import signal
import time
import zipfile
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from typing import Any

import httpx
import psutil

from cli.shared.account import Account
from tests.e2e.alarm_listeners import History

MAX_RECEIVES = 3
SHORTEST_LEASE, LONGEST_LEASE = 10, 240
PATIENCE_SECONDS = 300
"""For what comes by itself. Much longer than it takes: other work on the machine must not fail a test."""


def until(condition: Callable[[], Any], what: str) -> Any:
    """The first value of the condition that is not false."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {PATIENCE_SECONDS} s: {what}"
        time.sleep(0.1)
    return value


class Breaker:
    """Changes functions and queues of a running stack, and looks behind the API.

    Args:
        alex: the system, as tests use it.
    """

    def __init__(self, alex: Any) -> None:
        self.alex = alex
        self.stack = alex.stack

    def shorten(self, job_seconds: float) -> None:
        """A lease of seconds instead of minutes, so that a test can wait until a job comes back by itself.

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
        """For planners that wait longer than any healthy one: nobody takes their jobs over until the block ends."""
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
        """Changes a function's environment, and puts its alias on it."""
        self._set_variables(function, {**self._variables(function), **variables})

    @contextmanager
    def configured(self, function: str, **variables: str) -> Generator[None]:
        """The same until the block ends."""
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
        """Another handler in the function's place until the block ends, with so many seconds for it."""
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
            # One that has ended meanwhile has no command any more.
            with suppress(psutil.Error):
                if f"lambda-{name}-" in " ".join(process.cmdline()):
                    found.append(process)
        return found

    def signal(self, function: str, number: signal.Signals) -> list[int]:
        """Sends a signal to every process of the function; their ids."""
        found = until(lambda: self.workers(function), f"{function} runs")
        for process in found:
            os.kill(process.pid, number)
        return [process.pid for process in found]

    def logged(self, function: str, text: str) -> list[str]:
        return [line for line in self.stack.logs(function) if text in line]

    def calm(self, *alarms: str) -> float:
        """Waits until none of these is on, because of what a test did before; the Unix time from which none was."""
        history = History(self.stack)
        until(lambda: not set(alarms) & set(history.on()), f"{', '.join(alarms)} off")
        return time.time()

    def alarmed(self, since: float, *alarms: str) -> None:
        """Waits until each of these has gone on at or after this Unix time, see `calm`: somebody is told."""
        history = History(self.stack)
        until(lambda: set(alarms) <= history.went_on(since), f"{', '.join(alarms)} on")

    # Queues and database.

    @property
    def queue(self) -> str:
        return self.stack.outputs["queueUrl"]

    @property
    def account(self) -> Account:
        """As the operator's commands see the stack."""
        import boto3

        aws = self.stack.aws
        session = boto3.Session(aws.access_key_id, aws.secret_access_key, region_name=aws.region)
        return Account("local", session, self.stack.endpoint)

    def send(self, body: str) -> None:
        self.stack.client("sqs").send_message(QueueUrl=self.queue, MessageBody=body)

    def messages(self, url: str) -> int:
        """On a queue, in flight or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(found[name]) for name in names)

    def dead_letters(self) -> int:
        return self.messages(self.stack.outputs["dlqUrl"])

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """As the superuser, whose changes move no job's `updated_at`."""
        with closing(self.stack.postgres.connect("alex")) as connection, connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def attempts(self, job_id: str) -> int:
        [(attempts,)] = self.sql("SELECT attempts FROM jobs WHERE job_id = %s", job_id)
        return attempts

    def row(self, job_id: str) -> tuple[Any, ...]:
        """Everything that is stored of a job, to compare."""
        [job] = self.sql("SELECT row_to_json(jobs)::text FROM jobs WHERE job_id = %s", job_id)
        results = self.sql("SELECT row_to_json(r)::text FROM job_results r WHERE job_id = %s ORDER BY agent", job_id)
        return (job, *results)

    # The model.

    def model_calls(self, work: str, since: float) -> int:
        """How often the stand-in was asked to do this work."""
        calls = httpx.get(f"{self.stack.model_url}/__calls").json()["calls"]
        return sum(call["work"] == work and call["started"] >= since for call in calls)


def booked(job: dict[str, Any]) -> float:
    return sum(usage["cost_usd"] for usage in job["usage"].values())


def message(job_id: str) -> str:
    return json.dumps({"job_id": job_id})
