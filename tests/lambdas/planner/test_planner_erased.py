"""Jobs of an erased user: queued or at work, they end without an error and store nothing."""

from __future__ import annotations

import uuid

import pytest

from agent_runtime.contracts import AgentReply, AgentRequest
from database.data_api import DataApi
from database.users import Users
from planner.errors import TryLater
from planner.job import run_job
from tests.lambdas.planner_fixtures import CHARTS, DONE, REPORT, REPORT_AND_CHARTS, Attempt, Specialists, StubbornModel

pytestmark = pytest.mark.local


def rows(db: DataApi, job_id: str) -> int:
    sql = """
        SELECT (SELECT count(*) FROM jobs WHERE job_id = :job) + (SELECT count(*) FROM job_results WHERE job_id = :job)
            AS n
    """
    return db.query("Test", sql, job=uuid.UUID(job_id))[0]["n"]


def test_the_message_of_a_deleted_job_is_used_up(db: DataApi, job_id: str, user_id: str) -> None:
    Users(db).erase(user_id)
    run_job(db, job_id, 30, 1)
    assert rows(db, job_id) == 0


def test_a_job_whose_user_is_erased_meanwhile_stores_nothing(
    db: DataApi, job_id: str, user_id: str, attempt: Attempt
) -> None:
    class Erases(Specialists):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            Users(db).erase(user_id)
            return await super().__call__(name, request)

    with pytest.raises(TryLater):
        attempt(Erases(reporter=REPORT, charter=CHARTS), model=StubbornModel(REPORT_AND_CHARTS))
    assert rows(db, job_id) == 0
    # The delivery that follows ends the message.
    run_job(db, job_id, 30, 2)


def test_a_specialist_gets_the_pseudonym_and_never_the_users_id(
    db: DataApi, job_id: str, user_id: str, attempt: Attempt
) -> None:
    sent = list[AgentRequest]()

    class Records(Specialists):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            sent.append(request)
            return await super().__call__(name, request)

    attempt(Records(reporter=REPORT, charter=CHARTS), REPORT_AND_CHARTS, DONE)

    pseudonym = Users(db).pseudonym_of(user_id)
    assert {request.job.user_id for request in sent} == {pseudonym}
    assert {request.job.session_id.partition("/")[0] for request in sent} == {pseudonym}
    assert all(user_id not in request.model_dump_json() for request in sent)
