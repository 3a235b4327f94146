"""The specialists on the fake model, over boto3: its answers pass their checks at the first attempt."""

from __future__ import annotations

from decimal import Decimal

import pytest

import charter.handler
import reporter.handler
import retirement.handler
import tagger.handler
from agent_runtime.portfolio.snapshot import Account, Classification, Instrument, Portfolio, Position, RetirementGoal
from holdings.kinds import InstrumentKind
from local.fake_model.known_instruments import known, known_symbols
from tests.lambdas.stand_in import StandIn, stand_in

__all__ = ["stand_in"]

HOLDINGS = {"VTI": (120, 290.0), "BND": (200, 72.5), "NVDA": (40, 140.0), "VXUS": (90, 61.0), "VNQ": (25, 90.0)}


def classification(symbol: str) -> Classification | None:
    entry = known(symbol)
    if entry is None:
        return None
    splits = {"asset_classes": entry.asset_classes, "regions": entry.regions, "sectors": entry.sectors}
    return Classification.model_validate(splits)


def position(symbol: str, quantity: float, price: float) -> Position:
    instrument = Instrument(symbol=symbol, name=symbol, kind=InstrumentKind.ETF, classification=classification(symbol))
    return Position(instrument=instrument, quantity=Decimal(str(quantity)), unit_price=Decimal(str(price)))


def everything() -> Portfolio:
    positions = [position(symbol, *holding) for symbol, holding in HOLDINGS.items()]
    unknown = [position(symbol, 10, 48.2) for symbol in ("QZZZ", "XKCD")]
    goal = RetirementGoal(years_until_retirement=22, target_annual_income=60_000, annual_contribution=12_000)
    accounts = [
        Account(
            name="Joint <b>brokerage</b>", kind="taxable", cash=Decimal("4321.5"), positions=[*positions, *unknown]
        ),
        Account(name="Roth", kind="roth_ira", cash=Decimal(500), positions=positions[:2]),
    ]
    return Portfolio(accounts=accounts, goal=goal, notes="Two kids, college in ten years. O'Brien & Sons.")


def one_account(cash: int, *positions: Position) -> Portfolio:
    return Portfolio(accounts=[Account(name="Mine", kind="ira", cash=Decimal(cash), positions=list(positions))])


PORTFOLIOS = {
    "everything": everything(),
    "cash only": one_account(25_000),
    "one stock": one_account(0, position("TSLA", 3, 251.17)),
    "many holdings": one_account(1, *[position(f"S{number}", number + 1, 10) for number in range(30)]),
}


@pytest.mark.parametrize("portfolio", PORTFOLIOS.values(), ids=list(PORTFOLIOS))
def test_its_report_quotes_the_portfolio_and_passes(portfolio: Portfolio, stand_in: StandIn) -> None:
    output = stand_in.invoke(reporter.handler, portfolio=portfolio)
    assert f"total value of ${portfolio.value:,.0f}" in output["markdown"]
    assert output["markdown"].splitlines()[-1].startswith("*Written by Alex's local fake model")
    assert stand_in.calls() == 2


@pytest.mark.parametrize("portfolio", PORTFOLIOS.values(), ids=list(PORTFOLIOS))
def test_its_charts_pass(portfolio: Portfolio, stand_in: StandIn) -> None:
    output = stand_in.invoke(charter.handler, portfolio=portfolio)
    assert output["charts"]
    assert stand_in.calls() == 2


@pytest.mark.parametrize("years", [0, 1, 40])
def test_its_explanation_of_a_projection_passes(years: int, stand_in: StandIn) -> None:
    portfolio = everything()
    assert portfolio.goal is not None
    portfolio.goal.years_until_retirement = years
    output = stand_in.invoke(retirement.handler, portfolio=portfolio)
    assert f"success rate of {output['success_rate']:g} %" in output["explanation"]
    assert stand_in.calls() == 2


def test_every_entry_of_its_catalogue_is_a_classification(stand_in: StandIn) -> None:
    symbols = known_symbols()
    instruments = [Instrument(symbol=symbol, name=symbol, kind=InstrumentKind.ETF) for symbol in symbols]
    assert stand_in.invoke(tagger.handler, instruments=instruments)["instruments_tagged"] == len(symbols)


def test_a_garbage_answer_is_corrected(stand_in: StandIn) -> None:
    stand_in.fail(match="charter", reply={"rationale": "x", "charts": []})
    assert stand_in.invoke(charter.handler, portfolio=everything())["charts"]
    assert stand_in.calls() == 3


def test_an_unfit_report_is_corrected(stand_in: StandIn) -> None:
    stand_in.fail(match="reporter", reply="Guaranteed!")
    assert "Guaranteed!" not in stand_in.invoke(reporter.handler, portfolio=everything())["markdown"]
    assert stand_in.calls() == 3
