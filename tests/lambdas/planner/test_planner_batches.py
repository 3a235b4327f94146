"""The tagger works in batches: each result is stored when it comes, and an attempt goes on where the last one ended."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any
from unittest.mock import create_autospec

import pytest

from agent_runtime import deadline
from agent_runtime.contracts import AgentError, AgentReply, AgentRequest, ErrorKind, JobContext, Usage
from agent_runtime.portfolio.exposure import without_value
from agent_runtime.portfolio.snapshot import (
    Account,
    AssetClass,
    Classification,
    Instrument,
    Portfolio,
    Position,
    Region,
    Sector,
)
from database.job_results import united
from holdings.kinds import InstrumentKind
from planner.agent import planner_message
from planner.batches import AT_ONCE, MOST_FAILURES, MOST_IN_BATCH, MOST_NAMED, named
from planner.claim import Claim
from planner.needs import needs
from planner.outcome import outcome
from planner.progress import Progress
from planner.specialists import SpecialistRunner

SPLITS = {"asset_classes": {"equity": 100}, "regions": {"north_america": 100}, "sectors": {"technology": 100}}


def unknown(number: int) -> Portfolio:
    positions = [
        Position(
            instrument=Instrument(symbol=f"S{n:04}", name="x", kind=InstrumentKind.STOCK),
            quantity=Decimal(1),
            unit_price=Decimal(1),
        )
        for n in range(number)
    ]
    return Portfolio(accounts=[Account(name="a", kind="ira", positions=positions)])


class Tagger:
    """Classifies each request's instruments, except in requests with one of `failing`."""

    def __init__(self, failing: tuple[str, ...] = ()) -> None:
        self.failing = failing
        self.asked: list[list[str]] = []
        self.running = self.most_at_once = 0

    async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
        if name != "tagger":
            return AgentReply(ok=True, output={"markdown": "# x", "words": 1, "sections": [], "charts": []})
        symbols = [instrument.symbol for instrument in request.instruments]
        self.asked.append(symbols)
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        await asyncio.sleep(0)
        self.running -= 1
        if set(symbols) & set(self.failing):
            error = AgentError(kind=ErrorKind.MODEL_THROTTLED, message="too busy")
            return AgentReply(ok=False, error=error, usage=Usage(cost_usd=0.01))
        tags = {symbol: {"rationale": "r", **SPLITS} for symbol in symbols}
        output = {"rationale": "r", "classifications": tags, "instruments_tagged": len(tags)}
        return AgentReply(ok=True, output=output, usage=Usage(cost_usd=0.01))


def job(portfolio: Portfolio, tagger: Tagger, stored: dict[str, Any] | None = None) -> tuple[SpecialistRunner, Any]:
    claim = create_autospec(Claim, instance=True)
    progress = Progress(results=dict(stored or {}), earlier={}, needed=needs(portfolio))
    context = JobContext(job_id="j", user_id="u", session_id="s")
    return SpecialistRunner(context, portfolio, tagger, claim, progress), (claim, progress)


def test_each_batch_is_stored_in_a_row() -> None:
    tagger = Tagger()
    runner, (claim, progress) = job(unknown(500), tagger)
    reply = asyncio.run(runner.tag())
    assert reply.ok
    assert [len(symbols) for symbols in tagger.asked] == [MOST_IN_BATCH] * 16 + [20]
    assert tagger.most_at_once == AT_ONCE
    rows = [call.args[0] for call in claim.store.call_args_list]
    assert len(set(rows)) == 17
    assert all(row.startswith("tagger__") and row.replace("_", "").isalpha() for row in rows)
    assert progress.results["tagger"]["instruments_tagged"] == 500
    assert progress.usage["tagger"].cost_usd == pytest.approx(0.17)
    assert runner.portfolio.unclassified() == []


def test_few_instruments_take_one_row() -> None:
    runner, (claim, _) = job(unknown(MOST_IN_BATCH), Tagger())
    asyncio.run(runner.tag())
    assert [call.args[0] for call in claim.store.call_args_list] == ["tagger"]


def test_finished_batches_are_kept_when_a_later_one_fails() -> None:
    tagger = Tagger(failing=("S0040",))
    runner, (_, progress) = job(unknown(100), tagger)
    reply = asyncio.run(runner.tag())
    assert reply.error is not None
    assert reply.error.kind is ErrorKind.MODEL_THROTTLED
    assert reply.error.message.startswith("Not classified: S0030, S0031")
    assert reply.error.message.endswith(" and 10 more.")
    assert progress.results["tagger"]["instruments_tagged"] == 70
    assert len(runner.portfolio.unclassified()) == 30


def test_the_next_attempt_asks_for_the_rest_only() -> None:
    first, (_, progress) = job(unknown(100), Tagger(failing=("S0040",)))
    asyncio.run(first.tag())
    again = Tagger()
    runner, (_, now) = job(unknown(100), again, {"tagger": progress.results["tagger"]})
    asyncio.run(runner.run_rest())
    assert again.asked == [[f"S{n:04}" for n in range(30, 60)]]
    assert now.results["tagger"]["instruments_tagged"] == 100
    assert now.is_complete()
    assert outcome(now).errors == {}


def test_failures_end_the_work() -> None:
    tagger = Tagger(failing=tuple(f"S{n:04}" for n in range(900)))
    runner, (_, progress) = job(unknown(900), tagger)
    asyncio.run(runner.tag())
    assert MOST_FAILURES <= len(tagger.asked) <= MOST_FAILURES + AT_ONCE
    assert "tagger" not in progress.results
    assert progress.errors["tagger"].message == "too busy"


def test_time_is_kept_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    left = iter([100.0, *[50.0] * AT_ONCE])
    monkeypatch.setattr(deadline, "remaining", lambda: next(left, 39.0))
    runner, (_, progress) = job(unknown(900), Tagger())
    reply = asyncio.run(runner.tag())
    assert reply.error is not None
    assert reply.error.kind is ErrorKind.TIMEOUT
    assert progress.results["tagger"]["instruments_tagged"] == AT_ONCE * MOST_IN_BATCH


def test_the_planners_model_sees_few_symbols() -> None:
    message = planner_message(unknown(500))
    assert '"number_unclassified":500' in message
    assert message.count("S00") == MOST_NAMED
    assert named(["A", "B"]) == "A, B"


def test_parts_of_a_result_are_united() -> None:
    one = {"rationale": "r", "classifications": {"A": 1}, "instruments_tagged": 1}
    other = {"rationale": "s", "classifications": {"B": 2}, "instruments_tagged": 1}
    assert united(one, other) == {"rationale": "r", "classifications": {"A": 1, "B": 2}, "instruments_tagged": 2}


def test_the_largest_portfolio_fits_into_an_invocation() -> None:
    """Lambda takes 6 MB of a synchronous call."""
    split = {
        "asset_classes": dict.fromkeys(AssetClass, 100 / len(AssetClass)),
        "regions": dict.fromkeys(Region, 100 / len(Region)),
        "sectors": dict.fromkeys(Sector, 100 / len(Sector)),
    }
    instrument = Instrument(
        symbol="S" * 40,
        name="名" * 200,
        kind=InstrumentKind.STOCK,
        classification=Classification.model_validate(split),
        differs_from="名" * 200,
    )
    number = Decimal("1234567890123456.123456789012345678")
    position = Position(instrument=instrument, quantity=number, unit_price=number, price_source="名" * 200, rate=number)
    portfolio = Portfolio(
        accounts=[Account(name="名" * 200, kind="ira", positions=[position] * 1000)], notes="名" * 2000
    )
    request = AgentRequest(job=JobContext(job_id="j", user_id="u", session_id="s"), portfolio=portfolio)
    assert len(request.model_dump_json().encode()) < 6_000_000


def test_a_portfolio_that_owes_as_much_as_it_holds_needs_nothing() -> None:
    short = Position(
        instrument=Instrument(symbol="S", name="x", kind=InstrumentKind.STOCK),
        quantity=Decimal(-1),
        unit_price=Decimal(10),
    )
    owing = Portfolio(accounts=[Account(name="a", kind="ira", cash=Decimal(10), positions=[short])])
    assert needs(owing) == []
    assert without_value(owing) == "The portfolio's value is not positive: no less is owed than is held."
