"""Thousands of jobs: nothing grows faster than documented, and late jobs are as fast as early ones.

`ALEX_SOAK_JOBS` sets their number. 3,000 take about half an hour on two cores. `-o log_cli_level=INFO` shows all rates.
"""

from __future__ import annotations

import logging
import os
import statistics
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from local.stack import LocalAlex
from tests.e2e.conftest import Alex
from tests.e2e.growth import documented_rates, measure, too_fast

logger = logging.getLogger(__name__)

pytestmark = [pytest.mark.local, pytest.mark.soak]

JOBS = int(os.environ.get("ALEX_SOAK_JOBS", "3000"))
USERS = 4
#: Every function has its processes by then, and every cache its size.
WARM = max(60, JOBS // 10)
#: Of the first and the last tenth, by their medians. Other work on the machine slows single jobs.
SLOWER = 1.5


@pytest.fixture(scope="module")
def alex(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alex]:
    with LocalAlex(model_latency=0, state_dir=tmp_path_factory.mktemp("state")) as stack:
        yield Alex(stack)


def run(alex: Alex, sample: Any, jobs: int) -> None:
    """Runs so many jobs, of a few users at a time."""

    def one_after_the_other(user: int) -> None:
        with alex.api(f"soak-{user}") as api:
            api.replace_portfolio(sample("starter"))
            for _ in range(jobs // USERS):
                assert alex.wait_for(api, api.start_analysis())["status"] == "completed"

    with ThreadPoolExecutor(USERS) as users:
        list(users.map(one_after_the_other, range(USERS)))


def durations(alex: Alex) -> list[float]:
    """Seconds of each job, in the order of their ends."""
    with closing(alex.stack.postgres.connect("alex")) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT CAST(extract(epoch FROM finished_at - started_at) AS float) FROM jobs ORDER BY finished_at"
        )
        return [seconds for (seconds,) in cursor.fetchall()]


def test_nothing_grows_faster_than_documented_and_late_jobs_are_as_fast_as_early_ones(alex: Alex, sample: Any) -> None:
    run(alex, sample, WARM)
    before, warm = measure(alex.stack), len(durations(alex))

    run(alex, sample, JOBS)

    after, seconds = measure(alex.stack), durations(alex)[warm:]
    for name in sorted(before):
        rate = (after.get(name, 0) - before[name]) / len(seconds) / 1024
        logger.info("%s: %.1f MB, %+.1f KB a job", name, before[name] / 2**20, rate)
    tenth = len(seconds) // 10
    early, late = statistics.median(seconds[:tenth]), statistics.median(seconds[-tenth:])
    logger.info("median of the first tenth %.3f s, of the last %.3f s", early, late)
    assert too_fast(before, after, len(seconds)) == {}
    assert late <= SLOWER * early


def test_every_documented_name_exists(alex: Alex) -> None:
    """A rate of something that is gone would allow nothing, and say something wrong."""
    assert set(documented_rates()) <= set(measure(alex.stack))


def test_what_grows_too_fast_is_named(tmp_path: Path) -> None:
    name = "table `jobs`"
    assert too_fast({name: 0}, {name: 10**9}, 1000)[name].startswith("976.6 KB a job")
