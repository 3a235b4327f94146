"""The portfolio between the Lambdas: exact, with sign, in several currencies; and what people and models see of it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from agent_runtime.portfolio.described import described
from agent_runtime.portfolio.exposure import Dimension, exposure, slices
from agent_runtime.portfolio.shares import amounts, percentages
from agent_runtime.portfolio.snapshot import Account, Balance, Instrument, Portfolio, Position
from holdings.kinds import InstrumentKind


def held(symbol: str, quantity: Any, price: Any = None, kind: str = "stock", **more: Any) -> Position:
    split = more.pop("classification", None)
    instrument = Instrument(symbol=symbol, name=symbol, kind=InstrumentKind(kind), classification=split)
    return Position(instrument=instrument, quantity=quantity, unit_price=price, **more)


def of(*positions: Position, cash: Any = 0, **more: Any) -> Portfolio:
    return Portfolio(accounts=[Account(name="a", kind="taxable", cash=cash, positions=list(positions), **more)])


@pytest.mark.parametrize(
    ("position", "value"),
    [
        (held("912828ZQ6", "10000", "98.5", "treasury"), "9850"),
        (held("AAPL 2027-01-15 C 250", "-2", "3.1", "option"), "-620"),
        (held("VOO", "-10", "550"), "-5500"),
        (held("7203.T", "100", "2500", currency="JPY", rate="0.0064"), "1600"),
        (held("SHIBX", "0.00000001", "0.000001", "crypto"), "0.00000000000001"),
        (held("ETH", "0.123456789012", "3000", "crypto"), "370.370367036"),
        (held("FUND", "3", "33.33", "mutual_fund", stated_value="100"), "100"),
        (held("MINI", "1", "2", "option", multiplier="10"), "20"),
        (held("BIG", "12345678901234567890.123456789", "1.000000000000000001"), None),
    ],
    ids=["bond", "written option", "short", "yen", "tiny", "coin", "stated", "multiplier", "many digits"],
)
def test_a_position_has_an_exact_value(position: Position, value: str | None) -> None:
    expected = Decimal(value) if value else Decimal("12345678901234567902.469135690234567890123456789")
    assert position.value == expected
    assert Position.model_validate_json(position.model_dump_json()).value == position.value


@pytest.mark.parametrize(
    "fields",
    [{"quantity": 0, "unit_price": 1}, {"quantity": 1}, {"quantity": 1, "unit_price": 0}, {"quantity": "NaN"}],
    ids=["no quantity", "no price", "a price of 0", "no number"],
)
def test_a_position_without_quantity_or_price_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Position(instrument=Instrument(symbol="VOO", name="VOO", kind=InstrumentKind.ETF), **fields)


def test_accounts_of_one_name_are_told_apart() -> None:
    names = ["Roth IRA", "Roth IRA", "Brokerage", "Roth IRA (2)", "Roth IRA", "x" * 200, "x" * 200]
    portfolio = Portfolio(accounts=[Account(id=str(n), name=name, kind="ira") for n, name in enumerate(names)])
    told = [account.name for account in portfolio.accounts]
    assert told[:5] == ["Roth IRA", "Roth IRA (3)", "Brokerage", "Roth IRA (2)", "Roth IRA (4)"]
    assert told[6] == "x" * 196 + " (2)"
    assert [account.id for account in portfolio.accounts] == [str(n) for n in range(7)]
    assert Portfolio.model_validate_json(portfolio.model_dump_json()) == portfolio


THIRDS = {
    "asset_classes": {"equity": 33.4, "fixed_income": 33.3, "cash": 33.3},
    "regions": {"europe": 100},
    "sectors": {"other": 99.7},
}


def test_exposures_add_up_to_the_value_exactly() -> None:
    portfolio = of(*(held(f"S{n}", f"1.{n:03}", "0.3333333", classification=THIRDS) for n in range(1, 300)), cash="0.1")
    for dimension in Dimension:
        assert sum(exposure(portfolio, dimension).values()) == portfolio.value


def test_cash_belongs_to_the_region_of_its_currency() -> None:
    balances = [
        Balance(currency="EUR", amount=Decimal(100), rate=Decimal("1.1")),
        Balance(currency="USD", amount=Decimal(40)),
    ]
    regions = exposure(of(cash=150, balances=balances), Dimension.REGION)
    assert regions == {"europe": Decimal(110), "north_america": Decimal(40)}


@pytest.mark.parametrize("number", [3, 300, 470, 1000])
def test_shares_of_equal_positions_add_up_to_100(number: int) -> None:
    parts = slices(of(*(held(f"S{n}", 1, "41.07") for n in range(number))), Dimension.POSITION)
    assert round(sum(part.percentage for part in parts), 6) == 100
    assert round(sum(part.value for part in parts), 6) == round(41.07 * number, 2)
    assert max(part.percentage for part in parts) - min(part.percentage for part in parts) <= 0.011


def test_shares_of_a_debt_are_negative_and_those_of_nothing_an_error() -> None:
    assert percentages({"a": Decimal(150), "b": Decimal(-50)}) == {"a": 150.0, "b": -50.0}
    assert amounts({"a": Decimal("0.005"), "b": Decimal("0.005")}) == {"a": 0.01, "b": 0.0}
    with pytest.raises(ValueError, match="no value"):
        percentages({"a": Decimal(0)})


def test_models_see_plain_numbers() -> None:
    yen = held("7203.T", 100, "2500", currency="JPY", rate="0.0064", price_date="2026-11-27", price_source="file")
    seen = json.loads(json.dumps(described(of(yen, held("VOO", "1.5", 550), cash="10.49"))))
    (account,) = seen["accounts"]
    assert account["cash"] == 10.49
    first, second = account["positions"]
    assert (first["quantity"], first["unit_price"], first["currency"], first["rate"]) == (100, 2500, "JPY", 0.0064)
    assert (first["value"], first["price_date"], second["value"]) == (1600.0, "2026-11-27", 825.0)
    assert "currency" not in second
    assert "stated_value" not in second


def test_a_tiny_value_keeps_its_digits() -> None:
    (part,) = slices(of(held("SHIBX", "1e-8", "1e-6", "crypto")), Dimension.POSITION)
    assert (part.value, part.percentage) == (1e-14, 100.0)


def test_models_see_the_largest_positions_and_the_sum_of_the_others() -> None:
    portfolio = of(held("SMALL", 1, 5), held("SHORT", -1, 90), held("BIG", 1, 100), held("TINY", 1, 1))
    (account,) = described(portfolio, most=2)["accounts"]
    assert [position["instrument"]["symbol"] for position in account["positions"]] == ["SHORT", "BIG"]
    assert account["other_positions"] == {"number": 2, "value": 6.0}
    assert "other_positions" not in described(portfolio)["accounts"][0]
