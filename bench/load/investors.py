"""Locust file: users who manage their portfolios.

Each has a token and stores a portfolio of three accounts and thirteen positions. Then the user acts every 1 to 3
seconds: mostly reads, some changes, now and then an analysis, polled every 2 seconds until the job has ended.
"""

from __future__ import annotations

import random
import uuid
from itertools import count
from typing import Any

import gevent
from locust import between, task

from bench.load.user import PLAN, ApiUser, Refused, all_there, note, quit_when

THINK_SECONDS = (1, 3)
POLL_SECONDS = 2.0
#: Known instruments that are not in the portfolio.
OTHERS = ("VTI", "SPY", "AGG", "GLD", "MSFT", "AAPL")
ENDED = {"completed", "partial", "failed"}

_chance = random.SystemRandom()
_analyses = count()


class Investor(ApiUser):
    wait_time = between(*THINK_SECONDS)

    def _do(self, work: Any) -> None:
        try:
            work()
        except Refused as refused:
            note("gave up", user=self.number, why=str(refused))

    @task(10)
    def look_at_portfolio(self) -> None:
        self._do(self._look)

    def _look(self) -> None:
        self.call("GET", "/user")
        for account in self.call("GET", "/accounts")["items"]:
            self.call("GET", f"/accounts/{account['id']}/positions")

    @task(4)
    def look_at_jobs(self) -> None:
        self._do(lambda: self.call("GET", "/jobs"))

    @task(2)
    def look_up_instruments(self) -> None:
        def look() -> None:
            self.call("GET", "/instruments")
            self.call("GET", f"/instruments/{_chance.choice(OTHERS)}")

        self._do(look)

    @task(4)
    def change_position(self) -> None:
        def change() -> None:
            position = _chance.choice(self.positions)
            price = {"unit_price": position["unit_price"]} if position["symbol"] in ("ARKK", "SOFI") else {}
            body = {"quantity": round(_chance.uniform(1, 900), 3)} | price
            self.call("PUT", f"/positions/{position['id']}", body)

        self._do(change)

    @task(2)
    def change_account(self) -> None:
        def change() -> None:
            account = _chance.choice(self.accounts)
            body = {"name": account["name"], "kind": account["kind"], "cash": round(_chance.uniform(0, 50_000), 2)}
            self.call("PUT", f"/accounts/{account['id']}", body)
            self.call("GET", f"/accounts/{account['id']}")

        self._do(change)

    @task(1)
    def open_and_close_account(self) -> None:
        def change() -> None:
            opened = self.call("POST", "/accounts", {"name": "Savings", "kind": "taxable", "cash": 100})
            held = [
                self.call("POST", f"/accounts/{opened['id']}/positions", {"symbol": symbol, "quantity": 5})
                for symbol in _chance.sample(OTHERS, 2)
            ]
            self.call("DELETE", f"/positions/{held[0]['id']}")
            self.call("DELETE", f"/accounts/{opened['id']}")

        self._do(change)

    @task(2)
    def analyse_and_read(self) -> None:
        if next(_analyses) < PLAN.jobs:
            self._do(self._analyse_and_read)

    def _analyse_and_read(self) -> None:
        job = self.analyse(str(uuid.uuid4()))
        while self.environment.runner and self.environment.runner.state != "stopping":
            if self.call("GET", f"/jobs/{job}")["status"] in ENDED:
                return
            gevent.sleep(POLL_SECONDS)


def _time_is_up() -> None:
    all_there.wait()
    gevent.sleep(PLAN.seconds)


quit_when(_time_is_up)
