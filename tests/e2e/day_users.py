"""Users of the soak test of a day: they analyse and read all day long, and everything they were told is kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from cli.run.portfolio_file import PortfolioFile
from cli.shared.errors import UserError
from tests.e2e.conftest import ENDED, Alex

_READS_PER_JOB = 5


@dataclass
class Accepted:
    """A job that the API has accepted."""

    user: str
    job_id: str
    at: float
    """Unix time of the 202."""
    status: str = "accepted"
    seconds: float = 0.0


@dataclass
class Users:
    """Each analyses a portfolio, reads while it runs, rests, and begins again, until the block of `busy` ends."""

    alex: Alex
    portfolio: PortfolioFile
    rest_seconds: float
    jobs: list[Accepted] = field(default_factory=list[Accepted])
    refused: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    """Unix time and text of each error that a user met."""

    @contextmanager
    def busy(self, names: Sequence[str]) -> Generator[None]:
        done = threading.Event()
        threads = [threading.Thread(target=self._live, args=(name, done), daemon=True) for name in names]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            done.set()
            for thread in threads:
                thread.join()

    def _live(self, user: str, done: threading.Event) -> None:
        with self.alex.api(user) as api:
            api.replace_portfolio(self.portfolio)
        while not done.is_set():
            try:
                # With the origin secret of now, as CloudFront sends it: a rotation ends the one before the last.
                with self.alex.api(user) as api:
                    self._analyse(user, api, done)
            except (UserError, httpx.HTTPError) as error:
                self.refused.append((time.time(), f"{type(error).__name__}: {error}"))
            done.wait(self.rest_seconds)

    def _analyse(self, user: str, api: Any, done: threading.Event) -> None:
        job = Accepted(user, api.start_analysis(), time.time())
        self.jobs.append(job)
        for _ in range(_READS_PER_JOB):
            if self.look(job, api):
                return
            done.wait(self.rest_seconds / _READS_PER_JOB)

    def look(self, job: Accepted, api: Any) -> bool:
        """Whether the job has ended; notes its status."""
        found = api.job(job.job_id)
        job.status = found["status"]
        return job.status in ENDED
