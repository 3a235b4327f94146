"""An overdue job is ended when its user looks at it."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from database.data_api import DataApi
from database.job import Job, JobStatus
from database.job_claims import JobClaims
from database.jobs import Jobs
from database.overdue import PATIENCE
from tests.lambdas.database_fixtures import Cluster

pytestmark = pytest.mark.local

ALMOST, PAST = PATIENCE - timedelta(minutes=1), PATIENCE + timedelta(minutes=1)
USAGE = {"model_calls": 1, "cost_usd": 0.25}


def back_date(cluster: Cluster, job_id: str, ago: timedelta) -> None:
    """Moves the job's times into the past, without the trigger that sets `updated_at`."""
    with closing(cluster.postgres.connect("alex")) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        lease = "CASE WHEN status = 'running' THEN now() - %(ago)s END"
        sql = f"UPDATE jobs SET updated_at = now() - %(ago)s, lease_until = {lease} WHERE job_id = %(job_id)s"
        cursor.execute(sql, {"ago": ago, "job_id": job_id})


def look(jobs: Jobs, user_id: str, job_id: str) -> Job:
    job = jobs.get_for(user_id, job_id)
    assert jobs.list_for(user_id, 1, None)[0].status == job.status
    return job


def test_a_job_that_was_never_queued_has_failed_after_an_hour(
    cluster: Cluster, jobs: Jobs, claims: JobClaims, job_id: str, user_id: str
) -> None:
    back_date(cluster, job_id, ALMOST)
    assert look(jobs, user_id, job_id).status is JobStatus.PENDING
    back_date(cluster, job_id, PAST)
    job = look(jobs, user_id, job_id)
    assert job.status is JobStatus.FAILED
    assert job.errors["planner"] == {"kind": "timeout", "message": job.summary}
    assert claims.claim(job_id, "late", 300) is None, "a late message changes nothing"


def test_a_job_whose_last_planner_was_killed_keeps_what_was_delivered_and_what_it_cost(
    cluster: Cluster, jobs: Jobs, claims: JobClaims, job_id: str, user_id: str
) -> None:
    claims.claim(job_id, "killed", 300)
    claims.store_result(job_id, "killed", "reporter", {"markdown": "# x"}, {"reporter": USAGE, "planner": USAGE})
    back_date(cluster, job_id, ALMOST)
    assert look(jobs, user_id, job_id).status is JobStatus.RUNNING
    back_date(cluster, job_id, PAST)
    job = look(jobs, user_id, job_id)
    assert (job.status, set(job.results)) == (JobStatus.PARTIAL, {"reporter"})
    assert job.cost_usd == Decimal("0.5")
    assert jobs.spent_this_month(user_id).usd == Decimal("0.5")
    late: dict[str, Any] = {"errors": {}, "summary": "", "cost_usd": Decimal(1), "usage": {}}
    assert not claims.finish(job_id, "killed", JobStatus.COMPLETED, **late), "a late planner changes nothing"


def test_an_overdue_job_with_tags_only_has_failed(
    cluster: Cluster, jobs: Jobs, claims: JobClaims, job_id: str, user_id: str
) -> None:
    claims.claim(job_id, "killed", 300)
    claims.store_result(job_id, "killed", "tagger", {"classifications": {}}, {"tagger": USAGE})
    back_date(cluster, job_id, PAST)
    assert look(jobs, user_id, job_id).status is JobStatus.FAILED


def test_an_overdue_job_that_a_planner_claims_meanwhile_keeps_running(
    cluster: Cluster, db: DataApi, jobs: Jobs, job_id: str, user_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_date(cluster, job_id, PAST)
    real = DataApi._execute

    def claimed_in_between(self: DataApi, operation: str, *args: Any, **options: Any) -> Any:
        if operation == "Jobs.end_overdue":
            assert JobClaims(db).claim(job_id, "quick", 300)
        return real(self, operation, *args, **options)

    monkeypatch.setattr(DataApi, "_execute", claimed_in_between)
    assert look(jobs, user_id, job_id).status is JobStatus.RUNNING


def test_an_ended_job_is_never_overdue(
    cluster: Cluster, jobs: Jobs, claims: JobClaims, job_id: str, user_id: str
) -> None:
    claims.claim(job_id, "t", 300)
    claims.finish(job_id, "t", JobStatus.COMPLETED, {}, "Done.", Decimal(1), {})
    back_date(cluster, job_id, PAST)
    assert look(jobs, user_id, job_id).summary == "Done."
