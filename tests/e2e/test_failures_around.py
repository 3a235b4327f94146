"""Outages around a job: the database, its queue, Langfuse. And malformed messages."""

from __future__ import annotations

import json
import socket
import threading
import time
import uuid
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest

from agent_runtime.origin import HEADER
from cli.jobs.redrive import redrive_in
from cli.run.portfolio_file import PortfolioFile
from tests.e2e.fragile import Breaker, booked, message
from tests.waiting import until

pytestmark = [pytest.mark.local, pytest.mark.soak]

Sample = Callable[[str], PortfolioFile]
OUTAGE_SECONDS = 28
"""Longer than the API's patience with a database that may be waking up, which is 25 s."""
AGENTS = ("planner", "reporter", "charter", "retirement")


class Visitor:
    """A user who requests the accounts in a loop, and keeps each answer."""

    def __init__(self, broken: Breaker) -> None:
        headers = {"authorization": f"Bearer {broken.stack.token('visitor')}", HEADER: broken.stack.origin_secret}
        self.answers = list[httpx.Response]()
        self._client = httpx.Client(base_url=f"{broken.stack.api_url}/api", headers=headers, timeout=60)
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._look, daemon=True) for _ in range(2)]

    def __enter__(self) -> Visitor:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()
        self._client.close()

    def _look(self) -> None:
        while not self._done.is_set():
            self.answers.append(self._client.get("/accounts"))
            time.sleep(0.2)


@contextmanager
def no_database(broken: Breaker) -> Generator[None]:
    """PostgreSQL ends every session and accepts new ones from the superuser only."""
    limit = "ALTER DATABASE alex CONNECTION LIMIT {}"
    broken.sql(limit.format(0))
    try:
        broken.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE starts_with(usename, 'alex')")
        yield
    finally:
        broken.sql(limit.format(-1))


def test_a_database_outage_costs_neither_a_job_nor_an_answer(broken: Breaker, sample: Sample) -> None:
    since = broken.calm("database-connections", "api-5xx")
    # The specialists' answers come while the database is away.
    slow = [{"match": work, "seconds": 6, "times": 1} for work in ("reporter", "charter", "retirement")]
    broken.alex.model_fails(*slow)
    real_lease = broken.configured("planner", PLANNER_LEASE_SECONDS="330")
    with real_lease, broken.alex.api("no-database") as api, Visitor(broken) as visitor:
        api.replace_portfolio(sample("starter"))
        job_id = api.start_analysis()
        until(lambda: broken.model_calls("charter", since), "the specialists are at work")
        with no_database(broken):
            time.sleep(OUTAGE_SECONDS)  # the length of the outage is the subject of the test
        job = broken.alex.wait_for(api, job_id)
        seen = len(visitor.answers)
        until(lambda: len(visitor.answers) > seen + 2, "the API answers again")
    assert job["status"] == "completed", job["errors"]
    assert float(job["cost_usd"]) == pytest.approx(booked(job), abs=1e-6)
    assert broken.attempts(job_id) == 1, "no specialist was called twice"
    refused = [answer for answer in visitor.answers if answer.status_code != 200]
    assert refused, "the outage was long enough to be noticed"
    assert {(answer.status_code, answer.headers["retry-after"]) for answer in refused} == {(503, "15")}
    assert all(answer.headers["content-type"] == "application/problem+json" for answer in refused)
    assert visitor.answers[-1].status_code == 200
    broken.alarmed(since, "database-connections", "api-5xx")


def test_a_job_that_cannot_be_queued_has_failed_and_the_next_one_runs(broken: Breaker, sample: Sample) -> None:
    nowhere = f"{broken.queue}-that-is-not-there"
    with broken.alex.api("no-queue") as api:
        api.replace_portfolio(sample("starter"))
        with broken.configured("api", JOBS_QUEUE_URL=nowhere):
            headers = {"authorization": f"Bearer {broken.stack.token('no-queue')}", HEADER: broken.stack.origin_secret}
            answer = httpx.post(f"{broken.stack.api_url}/api/analyze", headers=headers, json={}, timeout=60)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "15")
        [(status, errors)] = broken.sql("SELECT status, errors FROM jobs WHERE user_id = 'no-queue'")
        assert (status, errors["planner"]["message"]) == ("failed", "The analysis could not be queued.")
        assert broken.alex.wait_for(api, api.start_analysis())["status"] == "completed"


def test_poison_messages_become_dead_letters_and_delay_no_job(broken: Breaker, sample: Sample) -> None:
    with broken.alex.api("deleted") as api:
        api.replace_portfolio(sample("starter"))
    orphan, since = str(uuid.uuid4()), broken.calm("jobs-dlq-not-empty")
    broken.sql("INSERT INTO jobs (job_id, user_id) VALUES (%s, 'deleted')", orphan)
    # Behind the triggers' back: otherwise the planner would know that there was such a job.
    broken.sql("DELETE FROM jobs WHERE user_id = 'deleted'")
    poison = [
        "this is not JSON",
        "",
        "[" * 5000,
        json.dumps({"job_id": "no uuid"}),
        json.dumps({"job_id": orphan}),
        json.dumps({"job_id": str(uuid.uuid4())}),
        json.dumps({"job_id": str(uuid.uuid4()), "surprise": True}),
        json.dumps({"job_id": "x" * 200_000}),
    ]
    poison.remove("")  # SQS refuses an empty body
    for body in poison:
        broken.send(body)
    assert broken.alex.analyse("not poisoned", sample("starter"))["status"] == "completed"
    until(lambda: broken.dead_letters() == len(poison), "all are among the dead letters")
    assert broken.messages(broken.queue) == 0
    assert len(broken.logged("planner", "a message failed")) >= len(poison)
    broken.alarmed(since, "jobs-dlq-not-empty")
    # An operator finds that none of them can run, and deletes them.
    assert redrive_in(broken.account, job_id=None, dry_run=False, discard=False, sure=lambda _: True) == []
    assert broken.dead_letters() == len(poison)
    redrive_in(broken.account, job_id=None, dry_run=False, discard=True, sure=lambda _: True)
    assert broken.dead_letters() == 0


@contextmanager
def silent_server() -> Generator[str]:
    """A server that accepts every connection and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(100)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def nobody_there() -> Generator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("langfuse", [silent_server, nobody_there], ids=["says nothing", "is not there"])
def test_a_langfuse_outage_costs_a_job_its_trace_only(
    broken: Breaker, sample: Sample, langfuse: Callable[[], Any]
) -> None:
    with langfuse() as url, ExitStack() as changed:
        for agent in AGENTS:
            changed.enter_context(broken.configured(agent, LANGFUSE_BASE_URL=url))
        job = broken.alex.analyse("no-langfuse", sample("starter"))
        for agent in AGENTS:
            until(
                lambda name=agent: broken.logged(name, '"TraceExportFailures"'),
                f"{agent} counted its lost observations",
            )
    assert job["status"] == "completed"
    assert float(job["cost_usd"]) == pytest.approx(booked(job), abs=1e-6)


def test_a_job_that_was_stored_and_never_queued_is_found_and_can_be_queued(broken: Breaker, sample: Sample) -> None:
    """The API died after storing the job and before queueing it."""
    with broken.alex.api("never-queued") as api:
        api.replace_portfolio(sample("starter"))
        job_id = str(uuid.uuid4())
        stored = "INSERT INTO jobs (job_id, user_id, updated_at) VALUES (%s, 'never-queued', now() - interval '11 min')"
        broken.sql(stored, job_id)
        assert redrive_in(broken.account, job_id=job_id, dry_run=True, discard=False, sure=lambda _: True) == []
        assert redrive_in(broken.account, job_id=job_id, dry_run=False, discard=False, sure=lambda _: True) == [job_id]
        broken.send(message(job_id))  # and again, by an impatient user
        assert broken.alex.wait_for(api, job_id)["status"] == "completed"
        assert broken.attempts(job_id) == 1
