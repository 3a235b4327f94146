"""Locust file: all analyses at once.

The users store their portfolios first. After the last one has, all users start their share of the analyses at the same
moment, each as fast as the API responds. Then each lists its jobs every 3 to 4 seconds until all have ended.
"""

from __future__ import annotations

import random
import uuid

import gevent
from gevent.lock import Semaphore
from locust import task

from bench.load.user import PLAN, ApiUser, Refused, all_there, arrived, note, quit_when

POLL_SECONDS = (3, 4)
ENDED = {"completed", "partial", "failed"}

_chance = random.SystemRandom()
_done = Semaphore(0)


class Submitter(ApiUser):
    @task
    def all_at_once(self) -> None:
        all_there.wait()
        accepted: set[str] = set()
        for number in range(self.number, PLAN.jobs, len(PLAN.tokens)):
            try:
                accepted.add(self.analyse(str(uuid.uuid4())))
            except Refused as refused:
                note("gave up", user=self.number, why=f"analysis {number}: {refused}")
        while not self._have_ended(accepted):
            gevent.sleep(_chance.uniform(*POLL_SECONDS))
        _done.release()
        gevent.sleep(PLAN.seconds)

    def _have_ended(self, accepted: set[str]) -> bool:
        try:
            items = self.call("GET", "/jobs?limit=100")["items"]
        except Refused as refused:
            note("gave up", user=self.number, why=str(refused))
            return False
        return accepted <= {job["job_id"] for job in items if job["status"] in ENDED}


def _all_have_ended() -> None:
    all_there.wait()
    gevent.with_timeout(PLAN.seconds, _wait_for_each, timeout_value=None)


def _wait_for_each() -> None:
    for _ in arrived:
        _done.acquire()


quit_when(_all_have_ended)
