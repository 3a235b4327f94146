"""The rotator changes the application's database password while requests are served and jobs run."""

from __future__ import annotations

import json
import time
from typing import Any

import psycopg2
import pytest

from local.errors import LocalError
from tests.e2e.rotation_load import DatabaseSecret, jobs, traffic
from tests.waiting import until

pytestmark = pytest.mark.local

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


@pytest.fixture
def secret(alex: Any) -> DatabaseSecret:
    return DatabaseSecret(alex)


def refused(secret: DatabaseSecret, credentials: dict[str, str]) -> bool:
    """Whether PostgreSQL refuses the password."""
    try:
        secret.log_in(credentials)
    except psycopg2.OperationalError as error:
        return "password authentication failed" in str(error)
    return False


@pytest.mark.parametrize(("function", "secret_name"), [("rotator", "database-app"), ("origin_rotator", "origin")])
def test_the_deployment_tested_each_rotation_without_an_error(alex: Any, function: str, secret_name: str) -> None:
    def tested() -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in alex.stack.logs(function) if line.startswith("{")]
        return [line for line in lines if line.get("step") == "testSecret"]

    steps = until(tested, "the step is logged")
    described = alex.stack.client("secretsmanager").describe_secret(SecretId=alex.stack.outputs["secrets"][secret_name])

    assert steps[0]["message"] == "step done"
    assert steps[0]["version"] not in described["VersionIdsToStages"], "the version of the test is gone"


def test_rotations_in_a_row_fail_no_request_and_no_job_and_end_the_old_passwords(
    alex: Any, secret: DatabaseSecret, sample: Any
) -> None:
    seen, began = [secret.current()], time.time()
    with jobs(alex, sample("starter")) as ended, traffic(alex, users=3) as counted:
        for _ in range(3):
            secret.rotate()
            seen.append(secret.current())
            assert secret.log_in(seen[-2]) == seen[-2]["username"], "sessions that use it are not cut off"

    assert counted.failures == []
    assert {job["status"] for job in ended} == {"completed"}
    assert [login["username"] for login in seen[2:]] == [login["username"] for login in seen[:-2]], "they take turns"
    until(lambda: secret.last_rotated() >= began, "Secrets Manager knows when")
    assert len({login["password"] for login in seen}) == len(seen)
    assert [refused(secret, login) for login in seen] == [True] * 2 + [False] * 2


@pytest.mark.soak
def test_rotations_during_half_a_minute_of_load_fail_nothing(alex: Any, secret: DatabaseSecret, sample: Any) -> None:
    seen, until = [secret.current()], time.monotonic() + 30
    with jobs(alex, sample("growth")) as ended, traffic(alex, users=6) as counted:
        while time.monotonic() < until:
            secret.rotate()
            seen.append(secret.current())

    assert counted.failures == []
    assert {job["status"] for job in ended} == {"completed"}
    assert len(seen) > 10
    assert all(refused(secret, login) for login in seen[:-2])


def test_a_job_under_which_the_user_is_rotated_twice_completes_once_at_its_cost(
    alex: Any, secret: DatabaseSecret, sample: Any
) -> None:
    before = secret.current()
    alex.model_fails({"match": "reporter", "error": None, "seconds": 5.0, "times": 1})
    with alex.api("rotated-under") as api:
        api.replace_portfolio(sample("growth"))
        job_id = api.start_analysis()
        until(lambda: api.job(job_id)["status"] == "running", "the job runs", 60, every=0.02)
        secret.rotate()
        secret.rotate()
        assert api.job(job_id)["status"] == "running", "both rotations were under way of the job"
        job = alex.wait_for(api, job_id)

    assert refused(secret, before), "the job's first password is no longer valid"
    assert (job["status"], job["errors"]) == ("completed", {})
    trace = alex.trace(job_id)
    (root,) = [observation for observation in trace.observations if observation.parent_id is None]
    assert root.metadata["attempt"] == 1
    agents = [observation.metadata["agent"] for observation in trace.observations if observation.type == "AGENT"]
    assert sorted(agents) == sorted(set(agents)), "no agent worked twice"
    assert float(job["cost_usd"]) == pytest.approx(
        sum(observation.cost or 0 for observation in trace.observations), abs=1e-6
    )


def test_every_step_of_the_deployed_rotator_can_be_done_twice(secret: DatabaseSecret) -> None:
    before, version = secret.current(), secret.pending_version()
    for step in STEPS:
        secret.step(step, version)
        secret.step(step, version)
    after = secret.current()
    for step in STEPS:
        secret.step(step, version)

    assert secret.current() == after
    assert after["username"] != before["username"]
    assert secret.log_in(after) == after["username"]


@pytest.mark.parametrize("done", range(1, len(STEPS)), ids=[f"after {step}" for step in STEPS[:-1]])
def test_a_rotation_that_was_interrupted_is_finished_when_it_is_started_again(
    alex: Any, secret: DatabaseSecret, done: int
) -> None:
    before, version = secret.current(), secret.pending_version()
    for step in STEPS[:done]:
        secret.step(step, version)
    with alex.api("interrupted") as api:
        assert secret.current() == before
        api.call("GET", "/accounts")
        secret.reattempt(version)
        api.call("GET", "/accounts")
    assert secret.log_in(secret.current()) != before["username"]


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_step_before_its_time_changes_nothing_and_says_why(alex: Any, secret: DatabaseSecret, step: str) -> None:
    before, version = secret.current(), secret.pending_version()
    if step != "setSecret":
        secret.step("createSecret", version)
    stages = secret.stages()
    try:
        with pytest.raises(LocalError, match=r"(createSecret|setSecret) has not run"):
            secret.step(step, version)
        assert (secret.current(), secret.stages()) == (before, stages)
        assert secret.log_in(before) == before["username"]
        with alex.api("out-of-order") as api:
            api.call("GET", "/accounts")
    finally:
        secret.reattempt(version)


def test_the_rotator_uses_exactly_its_grants(alex: Any, secret: DatabaseSecret) -> None:
    secret.rotate()
    role = f"{alex.stack.outputs['functions']['rotator']}"
    decisions = [entry for entry in alex.stack.iam_log() if role in entry["who"]]

    assert {entry["action"] for entry in decisions} >= {
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetRandomPassword",
        "secretsmanager:UpdateSecretVersionStage",
        "rds-data:ExecuteStatement",
    }
    assert {entry["decision"] for entry in decisions} == {"Allow"}
