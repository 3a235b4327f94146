"""The job state machine, on a real PostgreSQL."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError
from langfuse import Langfuse

from database.data_api import DataApi
from database.errors import NotOwned
from database.job import JobStatus
from database.job_claims import JobClaims
from database.jobs import Jobs

pytestmark = pytest.mark.local

LEASE = 300
OUTPUT = {"markdown": "# Report — “100 %” :name", "words": 4}
USAGE = {"model_calls": 2, "cost_usd": 0.0125}


def end(claims: JobClaims, job_id: str, token: str, status: JobStatus = JobStatus.PARTIAL) -> bool:
    errors: dict[str, dict[str, Any]] = {"charter": {"kind": "timeout", "message": "Too slow."}}
    return claims.finish(job_id, token, status, errors, "Done.", Decimal("0.012500"), {"planner": USAGE})


def test_one_of_two_concurrent_claims_wins(claims: JobClaims, job_id: str) -> None:
    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(lambda token: claims.claim(job_id, token, LEASE), [str(n) for n in range(8)]))
    won = [claim for claim in answers if claim]
    assert len(won) == 1
    assert (won[0].status, won[0].attempts) == (JobStatus.RUNNING, 1)
    assert won[0].lease_until is not None


def test_a_claim_can_be_taken_over_only_after_its_lease(claims: JobClaims, job_id: str) -> None:
    assert claims.claim(job_id, "slow", LEASE)
    assert claims.claim(job_id, "next", LEASE) is None
    assert claims.claim(job_id, "slow", 0)  # the same planner again, with a lease that ends at once
    taken = claims.claim(job_id, "next", LEASE)
    assert taken is not None
    assert taken.attempts == 2


def test_the_old_claimers_writes_change_nothing(claims: JobClaims, job_id: str) -> None:
    claims.claim(job_id, "old", 0)
    claims.claim(job_id, "new", LEASE)
    assert not claims.store_result(job_id, "old", "reporter", OUTPUT, {"reporter": USAGE})
    assert not claims.record_usage(job_id, "old", {"charter": USAGE})
    assert not claims.release(job_id, "old", "crashed", {})
    assert not end(claims, job_id, "old")
    job = claims.get(job_id)
    assert job is not None
    assert (job.status, job.results, job.errors, job.usage) == (JobStatus.RUNNING, {}, {}, {})


def test_results_are_stored_as_they_arrive_and_only_once(claims: JobClaims, job_id: str) -> None:
    claims.claim(job_id, "t", LEASE)
    assert claims.store_result(job_id, "t", "reporter", {"markdown": "draft"}, {"reporter": USAGE})
    assert claims.store_result(job_id, "t", "reporter", OUTPUT, {"reporter": USAGE})
    job = claims.get(job_id)
    assert job is not None
    assert (job.results, job.usage) == ({"reporter": OUTPUT}, {"reporter": USAGE})


def test_a_finished_job_keeps_everything_and_only_its_claimer_can_finish_it(
    jobs: Jobs, claims: JobClaims, job_id: str, user_id: str
) -> None:
    claims.claim(job_id, "t", LEASE)
    claims.store_result(job_id, "t", "reporter", OUTPUT, {"reporter": USAGE})
    assert not end(claims, job_id, "other")
    assert end(claims, job_id, "t")
    assert end(claims, job_id, "t")  # a repeated call after a lost answer
    job = jobs.get_for(user_id, job_id)
    assert (job.status, job.summary, job.cost_usd) == (JobStatus.PARTIAL, "Done.", Decimal("0.012500"))
    assert job.errors["charter"]["kind"] == "timeout"
    assert job.usage == {"reporter": USAGE, "planner": USAGE}
    assert job.results == {"reporter": OUTPUT}
    assert job.finished_at is not None
    assert job.lease_until is None


def test_an_ended_job_takes_no_other_end_claim_or_result(claims: JobClaims, job_id: str) -> None:
    claims.claim(job_id, "t", LEASE)
    end(claims, job_id, "t")
    assert not end(claims, job_id, "t", JobStatus.COMPLETED)
    assert claims.claim(job_id, "t", LEASE) is None
    assert not claims.store_result(job_id, "t", "charter", OUTPUT, {"charter": USAGE})


def test_a_job_cannot_finish_as_running(claims: JobClaims, job_id: str) -> None:
    with pytest.raises(ValueError, match="cannot finish as running"):
        end(claims, job_id, "t", JobStatus.RUNNING)


def test_a_released_job_can_be_claimed_at_once(claims: JobClaims, job_id: str) -> None:
    claims.claim(job_id, "first", LEASE)
    assert claims.release(job_id, "first", "Throttled.", {"planner": {"model_calls": 1}})
    again = claims.claim(job_id, "second", LEASE)
    assert again is not None
    assert again.attempts == 2
    assert again.errors == {"planner": {"kind": "internal", "message": "Throttled."}}


def test_only_an_unclaimed_job_can_be_abandoned(jobs: Jobs, claims: JobClaims, job_id: str, user_id: str) -> None:
    claims.claim(job_id, "t", LEASE)
    claims.release(job_id, "t", "later", {})
    assert not jobs.abandon(user_id, job_id, "no queue")
    fresh = jobs.create(user_id, str(uuid.uuid4()))
    assert not jobs.abandon("another-user", fresh.job_id, "no queue")
    assert jobs.abandon(user_id, fresh.job_id, "no queue")
    assert jobs.get_for(user_id, fresh.job_id).status == JobStatus.FAILED


def test_the_database_itself_refuses_a_running_job_without_a_lease(
    db: DataApi, jobs: Jobs, claims: JobClaims, job_id: str
) -> None:
    claims.claim(job_id, "t", LEASE)
    with pytest.raises(ClientError, match="only_running_jobs_have_a_lease"):
        db.execute("Test", "UPDATE jobs SET lease_until = NULL WHERE job_id = :id", id=uuid.UUID(job_id))


def test_the_list_of_jobs_goes_backwards_in_pages(jobs: Jobs, job_id: str, user_id: str) -> None:
    newer = [jobs.create(user_id, str(uuid.uuid4())) for _ in range(3)]
    first = jobs.list_for(user_id, 2, None)
    rest = jobs.list_for(user_id, 2, first[-1].job_id)
    assert [job.job_id for job in first + rest] == [*(job.job_id for job in reversed(newer)), job_id]


def test_jobs_of_the_same_millisecond_are_not_lost_between_pages(
    db: DataApi, jobs: Jobs, job_id: str, user_id: str
) -> None:
    made = {job_id, *(jobs.create(user_id, str(uuid.uuid4())).job_id for _ in range(3))}
    db.execute("Test", "UPDATE jobs SET created_at = date_trunc('second', now()) WHERE user_id = :id", id=user_id)
    first = jobs.list_for(user_id, 2, None)
    rest = jobs.list_for(user_id, 3, first[-1].job_id)
    assert sorted(job.job_id for job in first + rest) == sorted(made)


def test_another_users_job_is_not_a_valid_cursor(jobs: Jobs, job_id: str) -> None:
    assert jobs.list_for("another-user", 2, job_id) == []


def test_a_user_cannot_get_another_users_job(jobs: Jobs, job_id: str) -> None:
    with pytest.raises(NotOwned):
        jobs.get_for("another-user", job_id)


def test_the_trace_id_is_langfuses_hash_of_the_job_id(jobs: Jobs, job_id: str, user_id: str) -> None:
    assert jobs.get_for(user_id, job_id).trace_id == Langfuse.create_trace_id(seed=job_id)


def test_the_parts_of_a_result_are_one(claims: JobClaims, job_id: str) -> None:
    """A thousand classifications are more than a row may hold."""
    claims.claim(job_id, "t", LEASE)
    tags = [{f"S{part}-{n}": {"rationale": "x" * 200} for n in range(30)} for part in range(34)]
    for number, part in enumerate(tags):
        name = f"tagger__{chr(97 + number % 26)}{chr(97 + number // 26)}"
        output = {"rationale": "r", "classifications": part, "instruments_tagged": 30}
        assert claims.store_result(job_id, "t", name, output, {"tagger": {"model_calls": number}})
    job = claims.get(job_id)
    assert job is not None
    assert set(job.results) == {"tagger"}
    assert len(job.results["tagger"]["classifications"]) == 34 * 30
    assert job.results["tagger"]["instruments_tagged"] == 34 * 30
    assert job.usage["tagger"] == {"model_calls": 33}
