"""The real program, deployed once per session to the embedded AWS."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.run.portfolio_file import PortfolioFile, read_portfolio
from cli.shared.api_client import ApiClient
from cli.trace.model import Trace
from cli.trace.source import LangfuseServer, load_trace
from local.stack import LocalAlex
from tests.e2e.fragile import Breaker
from tests.waiting import until

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "portfolios"
ENDED = {"completed", "partial", "failed"}
PATIENCE_SECONDS = 120
ALARM_SECONDS_PER_MINUTE = 2.0


@dataclass(frozen=True)
class Alex:
    """The running system, with shorthands for tests."""

    stack: LocalAlex

    def api(self, user: str) -> ApiClient:
        return ApiClient(self.stack.api_url, self.stack.token(user), self.stack.origin_secret)

    def pseudonym(self, user: str) -> str:
        """The user's name in logs and traces."""
        with closing(self.stack.postgres.connect("alex")) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT pseudonym FROM users WHERE user_id = %s", [user])
            [(found,)] = cursor.fetchall()
            return found

    def analyse(self, user: str, portfolio: PortfolioFile) -> dict[str, Any]:
        """Run an analysis for the user. Returns the ended job."""
        with self.api(user) as api:
            api.replace_portfolio(portfolio)
            return self.wait_for(api, api.start_analysis())

    def wait_for(self, api: ApiClient, job_id: str) -> dict[str, Any]:
        def ended() -> dict[str, Any] | None:
            return job if (job := api.job(job_id))["status"] in ENDED else None

        # Each poll goes through the API, its function and the database.
        return until(ended, lambda: self.stack.logs("planner")[-20:], PATIENCE_SECONDS, every=0.25)

    def trace(self, job_id: str) -> Trace:
        server = LangfuseServer(self.stack.trace_url, self.stack.public_key, self.stack.secret_key)
        return load_trace(job_id, server, wait_seconds=60)

    def model_fails(self, *failures: dict[str, Any]) -> None:
        """Sets the fake model's failures; replaces those set before."""
        httpx.post(f"{self.stack.model_url}/__control", json={"fail": list(failures)}).raise_for_status()


@pytest.fixture(scope="session")
def running() -> Iterator[Alex]:
    with LocalAlex(model_latency=0.5) as stack:
        yield Alex(stack)


@pytest.fixture
def alex(running: Alex) -> Iterator[Alex]:
    yield running
    running.model_fails()


@pytest.fixture(scope="session")
def fragile(sample: Callable[[str], PortfolioFile]) -> Iterator[Breaker]:
    """A separate stack that tests may break. Leases, and minutes of alarms, take seconds."""
    with LocalAlex(model_latency=0.3, alarm_seconds_per_minute=ALARM_SECONDS_PER_MINUTE) as stack:
        breaker, started = Breaker(Alex(stack)), time.monotonic()
        assert breaker.alex.analyse("first", sample("growth"))["status"] == "completed"
        breaker.shorten(time.monotonic() - started)
        yield breaker


@pytest.fixture
def broken(fragile: Breaker) -> Iterator[Breaker]:
    """`fragile`, cleaned after each test: no failures of the model, no messages."""
    yield fragile
    fragile.alex.model_fails()
    for url in (fragile.queue, fragile.stack.outputs["dlqUrl"]):
        fragile.stack.client("sqs").purge_queue(QueueUrl=url)


@pytest.fixture(scope="session")
def sample() -> Callable[[str], PortfolioFile]:
    """Read a sample portfolio. In `growth`, ARKK and SOFI are unclassified; in `starter`, nothing is."""
    return lambda name: read_portfolio(SAMPLES / f"{name}.json")
