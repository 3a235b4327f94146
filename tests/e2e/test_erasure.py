"""A user is erased over the API while a job runs: rows and traces go, and the job ends harmlessly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.trace.source import LangfuseServer
from tests.e2e.fragile import Breaker
from tests.waiting import until

pytestmark = pytest.mark.local

SLOW = [{"match": work, "seconds": 3, "times": 1} for work in ("reporter", "charter", "retirement")]


def stored(breaker: Breaker, job_id: str) -> int:
    sql = """
        SELECT (SELECT count(*) FROM jobs WHERE job_id = %s) + (SELECT count(*) FROM job_results WHERE job_id = %s)
    """
    [(number,)] = breaker.sql(sql, job_id, job_id)
    return number


def said(breaker: Breaker, text: str, job_id: str) -> bool:
    """Whether the planner has logged this about the job."""
    return any(json.loads(line).get("job_id") == job_id for line in breaker.logged("planner", text))


def start(breaker: Breaker, user: str, sample: Any) -> str:
    """The id of a job of the user on which the planner and the reporter are at work."""
    breaker.alex.model_fails(*SLOW)
    with breaker.alex.api(user) as api:
        api.replace_portfolio(sample("starter"))
        job_id = api.start_analysis()
        until(lambda: api.job(job_id)["status"] == "running", "the job runs")
    return job_id


def erase(breaker: Breaker, user: str) -> None:
    with breaker.alex.api(user) as api:
        api.call("DELETE", "/user", headers={"If-Match": "*"})


def is_traced(breaker: Breaker, trace_id: str) -> bool:
    stack = breaker.stack
    source = LangfuseServer(stack.trace_url, stack.public_key, stack.secret_key)
    return bool(source.observations(trace_id))


def test_rows_go_at_once_and_traces_with_the_housekeeper(alex: Any, sample: Any) -> None:
    breaker, user = Breaker(alex), "erased"
    finished = alex.analyse(user, sample("starter"))
    trace_id = alex.trace(finished["job_id"]).id
    pseudonym = alex.pseudonym(user)
    running = start(breaker, user, sample)

    erase(breaker, user)

    assert (stored(breaker, finished["job_id"]), stored(breaker, running)) == (0, 0)
    until(lambda: said(breaker, "the message stays on the queue", running), "the planner gives up")
    assert stored(breaker, running) == 0
    assert is_traced(breaker, trace_id)
    late = "UPDATE deleted_jobs SET deleted_at = deleted_at - interval '2 hours' WHERE trace_deleted_at IS NULL"
    breaker.sql(late)
    assert alex.stack.invoke("housekeeper", {})["traces_deleted"] >= 2
    assert not is_traced(breaker, trace_id)
    # What is left names a pseudonym that nothing leads from any more.
    for function in ("api", "planner", "reporter"):
        lines = alex.stack.logs(function)
        assert any(f'"user_id":"{pseudonym}"' in line for line in lines), function
        assert not [line for line in lines if f'"{user}"' in line], function
    alex.stack.client("sqs").purge_queue(QueueUrl=breaker.queue)


@pytest.mark.soak
def test_the_message_of_an_erased_users_job_is_used_up_by_its_next_delivery(broken: Breaker, sample: Any) -> None:
    job_id = start(broken, "erased-at-work", sample)
    erase(broken, "erased-at-work")
    until(lambda: said(broken, "job was deleted", job_id), "the next delivery finds no job")
    until(lambda: broken.messages(broken.queue) == 0, "the queue is empty")
    assert (stored(broken, job_id), broken.dead_letters()) == (0, 0)
