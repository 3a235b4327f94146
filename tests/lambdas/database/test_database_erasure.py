"""Erasing a user: everything of theirs goes, nothing of anybody else's, and the traces of their jobs are remembered."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError

from agent_runtime.portfolio.snapshot import RetirementGoal
from api.requests import PriceItem
from database.accounts import Accounts
from database.data_api import DataApi
from database.deleted_jobs import SETTLED, DeletedJobs
from database.errors import Changed, NotOwned
from database.import_mappings import remember_mapping
from database.job import Rating
from database.job_claims import JobClaims
from database.job_feedback import JobFeedback
from database.jobs import Jobs
from database.portfolio.snapshot import load_snapshot
from database.users import Users
from database.valuation import store_prices, store_rates
from holdings.document import AccountKind, StatedRate
from tests.lambdas.database_fixtures import Cluster, hold, meanwhile

pytestmark = pytest.mark.local


def fill(db: DataApi, user_id: str) -> str:
    """Stores something of every kind for the user. Returns the id of a job with a result."""
    Users(db).put(
        user_id, "Ada", RetirementGoal(years_until_retirement=9, target_annual_income=9, annual_contribution=0), "x"
    )
    account = Accounts(db).create(user_id, "Brokerage", AccountKind.TAXABLE, Decimal(1))
    account_id, euros = uuid.UUID(account.account_id), {"EUR": Decimal(2)}
    Accounts(db).update(user_id, account_id, "B", AccountKind.IRA, Decimal(1), None, euros)
    hold(db, user_id, account.account_id, "MINE", 1, 1, name="Mine", kind="etf")
    today = date(2026, 11, 28)
    store_prices(db, user_id, [PriceItem(symbol="MINE", unit_price=Decimal(2), price_date=today, source="me")])
    rate = {"currency": "EUR", "quote": "USD", "rate": 2, "rate_date": today, "source": "me"}
    store_rates(db, user_id, [StatedRate.model_validate(rate)])
    remember_mapping(db, user_id, "0" * 64, {"symbol": "Ticker"})
    job = Jobs(db).create(user_id, str(uuid.uuid4()), key="once").job_id
    claimed = JobClaims(db).claim(job, "token", 300)
    assert claimed is not None
    load_snapshot(db, job, "token")
    assert JobClaims(db).store_result(job, "token", "reporter", {"text": "x"}, {"reporter": {}})
    JobFeedback(db).put(user_id, job, Rating.UP, f"I am {user_id}.")
    return job


def rows_of(cluster: Cluster, user_id: str) -> int:
    """Rows that name the user anywhere in the database, whatever the table or column."""
    owner = cluster.as_owner()
    columns = owner.query(
        "Test",
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb')",
    )
    return sum(
        owner.query(
            "Test",
            f"SELECT count(*) AS n FROM {c['table_name']} WHERE strpos(CAST({c['column_name']} AS text), :u) > 0",
            u=user_id,
        )[0]["n"]
        for c in columns
    )


def test_nothing_of_the_user_is_left(db: DataApi, cluster: Cluster, user_id: str) -> None:
    job, other = fill(db, user_id), f"other-{uuid.uuid4()}"
    fill(db, other)
    before = rows_of(cluster, other)
    assert rows_of(cluster, user_id) == before > 3

    erased = Users(db).erase(user_id)

    counts = {"profiles": 1, "accounts": 1, "positions": 1, "instruments": 1, "jobs": 1, "results": 1}
    assert erased.model_dump() == counts
    assert (rows_of(cluster, user_id), rows_of(cluster, other)) == (0, before)
    assert DeletedJobs(db).has(job)
    assert set(Users(db).erase(user_id).model_dump().values()) == {0}


def test_every_table_with_a_user_is_part_of_the_test(db: DataApi, cluster: Cluster, user_id: str) -> None:
    """A new table that names users fails here until `fill` and `erase_user` know it."""
    fill(db, user_id)
    tables = cluster.as_owner().query(
        "Test",
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    )
    assert {row["table_name"] for row in tables} == {
        *("users", "accounts", "positions", "instruments", "jobs", "job_results"),
        *("cash_balances", "prices", "exchange_rates", "import_mappings", "job_snapshots", "job_feedback"),
        *("deleted_jobs", "schema_migrations"),
    }


def test_an_erasure_is_for_the_profile_that_was_read(db: DataApi, user_id: str) -> None:
    fill(db, user_id)
    with pytest.raises(Changed):
        Users(db).erase(user_id, ["0", "7"])
    assert Users(db).get(user_id).version == 1
    assert Users(db).erase(user_id, ["1"]).profiles == 1


def test_a_planner_at_work_stores_nothing_more(db: DataApi, user_id: str) -> None:
    job = fill(db, user_id)
    Users(db).erase(user_id)
    claims = JobClaims(db)
    assert not claims.store_result(job, "token", "charter", {}, {"charter": {}})
    assert not claims.record_usage(job, "token", {})
    assert claims.claim(job, "other", 300) is None


def test_a_job_that_is_started_meanwhile_is_refused(db: DataApi, cluster: Cluster, user_id: str) -> None:
    fill(db, user_id)

    def work(side: DataApi) -> Any:
        erases = side is not db
        return Users(side).erase(user_id) if erases else Jobs(side).create(user_id, str(uuid.uuid4()))

    erased, started = meanwhile(db, work)
    assert erased.profiles == 1
    with pytest.raises(NotOwned):
        started.result()
    assert rows_of(cluster, user_id) == 0


def test_an_account_that_is_opened_meanwhile_is_a_new_users(db: DataApi, user_id: str) -> None:
    fill(db, user_id)
    before = Users(db).pseudonym_of(user_id)

    def work(side: DataApi) -> Any:
        erases = side is not db
        return (
            Users(side).erase(user_id) if erases else Accounts(side).create(user_id, "New", AccountKind.IRA, Decimal(1))
        )

    _, opened = meanwhile(db, work)
    assert [account.account_id for account in Accounts(db).list_for(user_id)] == [opened.result().account_id]
    assert Users(db).pseudonym_of(user_id) not in (None, before)


def test_users_have_different_pseudonyms_and_a_new_one_after_an_erasure(db: DataApi, user_id: str) -> None:
    assert Users(db).pseudonym_of(user_id) is None
    fill(db, user_id)
    first = Users(db).get(user_id).pseudonym
    assert first is not None
    assert (first[:2], len(first), user_id in first) == ("u-", 22, False)
    assert Users(db).pseudonym_of(user_id) == first
    Users(db).erase(user_id)
    fill(db, user_id)
    assert Users(db).pseudonym_of(user_id) != first


def test_a_claimed_job_carries_the_pseudonym(db: DataApi, claims: JobClaims, job_id: str, user_id: str) -> None:
    job = claims.claim(job_id, "token", 300)
    assert job is not None
    assert job.pseudonym == Users(db).pseudonym_of(user_id)


def test_a_deleted_jobs_trace_waits_until_late_spans_have_arrived(db: DataApi, cluster: Cluster, user_id: str) -> None:
    job = fill(db, user_id)
    Users(db).erase(user_id)
    deleted = DeletedJobs(db)
    assert job not in deleted.with_traces(1000)
    age(cluster, job, SETTLED.total_seconds() + 1)
    assert job in deleted.with_traces(1000)
    assert deleted.waiting_days() > 0
    deleted.traces_deleted([job])
    assert job not in deleted.with_traces(1000)
    assert deleted.has(job)


def age(cluster: Cluster, job: str, seconds: float) -> None:
    """Moves the job's deletion into the past."""
    cluster.as_owner().execute(
        "Test",
        "UPDATE deleted_jobs SET deleted_at = deleted_at - make_interval(secs => :seconds) WHERE job_id = :job",
        seconds=int(seconds),
        job=uuid.UUID(job),
    )


@pytest.mark.parametrize("table", ["users", "jobs", "job_results", "instruments", "deleted_jobs"])
def test_the_application_deletes_through_the_functions_only(db: DataApi, table: str) -> None:
    with pytest.raises(ClientError, match="permission denied"):
        db.execute("Test", f"DELETE FROM {table}")
