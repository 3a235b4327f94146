"""A call that was refused before it ran is sent again within its time; one that may have run is not."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from agent_runtime import refusals
from agent_runtime.refusals import MOST_SECONDS, REFUSED, never_ran, pause, sent_again
from api.queue import JobQueue, QueueUnavailable


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Call")


def failing(*errors: Exception) -> tuple[Callable[..., str], list[float]]:
    """A call that raises the errors and then answers, and the times of the calls."""
    left, calls = list(errors), list[float]()

    def call(**_: Any) -> str:
        calls.append(time.monotonic())
        if left:
            raise left.pop(0)
        return "done"

    return call, calls


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Time that passes by sleeping only."""
    pauses: list[float] = []
    monkeypatch.setattr(refusals.time, "sleep", pauses.append)
    monkeypatch.setattr(refusals.time, "monotonic", lambda: sum(pauses))
    return pauses


@pytest.mark.parametrize(("service", "code"), [(service, code) for service in REFUSED for code in REFUSED[service]])
def test_every_row_of_the_table_is_sent_again(service: str, code: str, slept: list[float]) -> None:
    call, calls = failing(refused(code), refused(code))
    assert sent_again(service, call, 60) == "done"
    assert (len(calls), len(slept)) == (3, 2)


@pytest.mark.parametrize("service", REFUSED)
@pytest.mark.parametrize(
    "error",
    [
        refused("InternalServerError"),
        refused("AccessDeniedException"),
        refused("ServiceException"),
        ReadTimeoutError(endpoint_url="http://x"),
        ValueError("a bug"),
    ],
    ids=lambda error: str(error)[:40],
)
def test_what_may_have_run_is_not_sent_again(service: str, error: Exception) -> None:
    call, calls = failing(error)
    with pytest.raises(type(error)):
        sent_again(service, call, 60)
    assert len(calls) == 1
    assert not never_ran(service, error)


def test_it_ends_when_the_time_is_over(slept: list[float]) -> None:
    call, calls = failing(*[ConnectTimeoutError(endpoint_url="http://x")] * 10_000)
    with pytest.raises(ConnectTimeoutError):
        sent_again("sqs", call, 20)
    assert sum(slept) <= 20
    assert len(calls) > 3


def test_waits_differ_and_grow_to_a_bound() -> None:
    first, late = [pause(1) for _ in range(200)], [pause(30) for _ in range(200)]
    assert len(set(first)) > 100
    assert max(first) <= refusals.FIRST_SECONDS
    assert refusals.FIRST_SECONDS < max(late) <= MOST_SECONDS


def test_a_message_that_sqs_refuses_for_a_moment_arrives(slept: list[float]) -> None:
    class Sqs:
        send_message = staticmethod(failing(refused("KmsThrottled"), refused("RequestThrottled"))[0])

    JobQueue(Sqs(), "http://queue").send("11111111-1111-1111-1111-111111111111")
    assert len(slept) == 2


def test_a_message_that_sqs_refuses_for_good_is_an_error(slept: list[float]) -> None:
    class Sqs:
        send_message = staticmethod(failing(*[refused("RequestThrottled")] * 1000)[0])

    with pytest.raises(QueueUnavailable):
        JobQueue(Sqs(), "http://queue").send("11111111-1111-1111-1111-111111111111")
    assert sum(slept) < 5
