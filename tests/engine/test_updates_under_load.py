"""Twenty updates in a row by the real engine of a stack that has users and jobs: no failed request, no lost job.

`make engine ENGINE_OPTIONS="-m soak"` runs it; a few minutes.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from cli.run.portfolio_file import read_portfolio
from tests.e2e.conftest import SAMPLES, Alex
from tests.e2e.rotation_load import DatabaseSecret, Traffic, jobs, traffic
from tests.engine.pulumi import Pulumi, names_of
from tests.engine.updates import Update, updates

pytestmark = [pytest.mark.engine, pytest.mark.soak]
USERS, ANALYSTS, UPDATES = 4, 2, 20
PAUSE = 0.5
"""Seconds between two rounds of a user, so that the engine gets the machine too."""
ALIAS = "aws:lambda/alias:Alias"


@pytest.fixture
def alex(deployed: Pulumi) -> Alex:
    """The stack that the engine deployed, with its secrets filled."""
    deployed.alex.follow()
    return Alex(deployed.alex)


def test_twenty_updates_fail_no_request_and_lose_no_job(deployed: Pulumi, alex: Alex) -> None:
    begun, seconds = time.monotonic(), list[float]()
    secret, portfolio = DatabaseSecret(alex), read_portfolio(SAMPLES / "growth.json")
    with ExitStack() as load:
        ended = [load.enter_context(jobs(alex, portfolio)) for _ in range(ANALYSTS)]
        counted = load.enter_context(traffic(alex, USERS, PAUSE))
        for update in updates(last_migration(deployed)):
            seconds.append(deploy(deployed, update, secret))
            assert counted.failures == [], f"during the update of the {update.kind}"
            assert {job["status"] for each in ended for job in each} <= {"completed"}, update.kind
            counted.wait_for_more(USERS)
            print(f"{len(seconds)}. {update.kind}: {seconds[-1]:.1f} s")  # noqa: T201 - shown with `-s`
    report(counted, ended, seconds, time.monotonic() - begun)

    assert len(seconds) == UPDATES
    assert counted.failures == []
    assert all(len(each) > 2 for each in ended), "jobs ran all the while"
    assert {job["status"] for each in ended for job in each} == {"completed"}
    assert waiting(alex) == {"queueUrl": 0, "dlqUrl": 0}
    assert stale_aliases(deployed, "edition-4") == {}
    assert applied(deployed) == [file.stem for file in migrations(deployed)]
    assert deployed.run("refresh", "--yes", "--skip-preview", "--expect-no-changes").code == 0


def deploy(pulumi: Pulumi, update: Update, secret: DatabaseSecret) -> float:
    """Edits the project and updates the stack, after a rotation of the database user. Returns the seconds of `up`.

    A migration is deployed while Secrets Manager rotates: both change the database.
    """
    update.edit(pulumi)
    rotating = secret.begin()
    if not update.kind.startswith("migration"):
        secret.wait_for(rotating)
    begun = time.monotonic()
    done = pulumi.up()
    secret.wait_for(rotating)
    assert done.touched() >= update.touches, f"{update.kind}: {done.operations()}"
    return time.monotonic() - begun


def migrations(pulumi: Pulumi) -> list[Path]:
    return sorted((pulumi.folder / "agents" / "database" / "migrations").glob("*.sql"))


def last_migration(pulumi: Pulumi) -> int:
    return int(migrations(pulumi)[-1].stem.split("_")[0])


def applied(pulumi: Pulumi) -> list[str]:
    with closing(pulumi.alex.postgres.connect("alex")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name FROM schema_migrations ORDER BY version")
        return [name for (name,) in cursor.fetchall()]


def waiting(alex: Alex) -> dict[str, int]:
    """Messages by queue, those that are being worked on included."""
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = dict[str, int]()
    for queue in ("queueUrl", "dlqUrl"):
        url = alex.stack.outputs[queue]
        attributes = alex.stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=counts)["Attributes"]
        found[queue] = sum(int(attributes[count]) for count in counts)
    return found


def stale_aliases(pulumi: Pulumi, release: str) -> dict[str, str]:
    """Why, by alias, one serves something other than the newest version, the newest code or this release."""
    client, resources = pulumi.alex.client("lambda"), pulumi.by_name()
    stale = dict[str, str]()
    for alias in names_of(list(resources.values()), ALIAS):
        function, qualifier = (resources[alias]["inputs"][key] for key in ("functionName", "name"))
        live = client.get_function_configuration(FunctionName=function, Qualifier=qualifier)
        versions = client.list_versions_by_function(FunctionName=function)["Versions"]
        [latest] = [each for each in versions if each["Version"] == "$LATEST"]
        newest = max((each["Version"] for each in versions if each is not latest), key=int)
        served = (live["Version"], live["CodeSha256"], live["Environment"]["Variables"]["ALEX_RELEASE"])
        if served != (newest, latest["CodeSha256"], release):
            stale[alias] = f"{served}, newest {newest}"
    return stale


def report(counted: Traffic, ended: list[list[dict[str, Any]]], seconds: list[float], total: float) -> None:
    slowest = max(seconds)
    print(  # noqa: T201 - figures of the soak, shown with `-s` or `-rP`
        f"{len(seconds)} updates ({sum(seconds):.0f} s, slowest {slowest:.1f} s), {counted.requests} requests, "
        f"{sum(map(len, ended))} jobs in {total:.0f} s"
    )
