"""A portfolio file is valid, or refused with one line per problem."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cli.run.portfolio_file import read_portfolio
from cli.shared.errors import UserError

SAMPLES = Path(__file__).parents[2] / "samples" / "portfolios"
CATALOGUE = Path(__file__).parents[2] / "agents" / "database" / "seed" / "instruments.json"
GOOD: dict[str, Any] = {
    "display_name": "Ada",
    "goal": {"years_until_retirement": 20, "target_annual_income": 80_000},
    "notes": "None.",
    "accounts": [
        {
            "name": "Brokerage",
            "kind": "taxable",
            "cash": 100.25,
            "positions": [
                {"symbol": "VTI", "quantity": 1.5},
                {"symbol": "ARKK", "quantity": 3, "unit_price": 70.27, "name": "ARK Innovation ETF", "kind": "etf"},
            ],
        }
    ],
}
MISSING = object()


def changed(path: list[str | int], value: object) -> dict[str, Any]:
    content: Any = copy.deepcopy(GOOD)
    part = content
    for step in path[:-1]:
        part = part[step]
    if value is MISSING:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return content


def written(folder: Path, text: str) -> Path:
    file = folder / "mine.json"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_valid_file_becomes_a_request_body(tmp_path: Path) -> None:
    body = read_portfolio(written(tmp_path, json.dumps(GOOD))).body()
    assert body["goal"] == {**GOOD["goal"], "annual_contribution": 0}
    (account,) = body["accounts"]
    assert (account["name"], account["kind"], account["cash"]) == ("Brokerage", "taxable", 100.25)
    for position, given in zip(account["positions"], GOOD["accounts"][0]["positions"], strict=True):
        assert given.items() <= position.items()


@pytest.mark.parametrize(
    "quantity", ["12345678901.123456789012345678", "0.000000000000000001", "0.1", "12345678901234567890e-8", "4.2e-07"]
)
def test_amounts_keep_their_digits(tmp_path: Path, quantity: str) -> None:
    text = json.dumps(changed([*POSITION, "quantity"], "Q")).replace('"Q"', quantity)
    portfolio = read_portfolio(written(tmp_path, text))
    assert portfolio.accounts[0].positions[1].quantity == Decimal(quantity)
    assert Decimal(str(portfolio.body()["accounts"][0]["positions"][1]["quantity"])) == Decimal(quantity)


POSITION: list[str | int] = ["accounts", 0, "positions", 1]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (changed([*POSITION, "quantity"], 0), "accounts[0].positions[1].quantity: must not be 0, is 0"),
        (changed([*POSITION, "quantity"], 1e12), "accounts[0].positions[1].quantity: must be less than 1000000000000"),
        (changed([*POSITION, "unit_price"], -3), "accounts[0].positions[1].unit_price: must be greater than 0, is -3"),
        (changed([*POSITION, "quantity"], "ten"), 'positions[1].quantity: must be a number, is "ten"'),
        (changed([*POSITION, "quantity"], float("nan")), 'positions[1].quantity: must be a finite number, is "nan"'),
        (changed([*POSITION, "quantity"], MISSING), "accounts[0].positions[1].quantity: is required"),
        (changed([*POSITION, "symbol"], "$ARKK"), "accounts[0].positions[1].symbol: a symbol has 1 to 40 letters, "),
        (changed([*POSITION, "currency"], "dollar"), "accounts[0].positions[1].currency: must be a currency's code of"),
        (changed([*POSITION, "isin"], "US0378331006"), "isin: must be an ISIN of 12 characters whose check digit is"),
        (changed([*POSITION, "price"], 1), "accounts[0].positions[1].price: is not a known field"),
        (changed(["accounts", 0, "kind"], "swiss"), "accounts[0].kind: must be 'taxable', '401k', "),
        (changed(["goal", "years_until_retirement"], 99), "goal.years_until_retirement: must be less than"),
        (changed(["accounts"], []), "accounts: must have at least 1 item"),
        (changed(["notes"], "x" * 3000), "notes: must have at most 2000 characters"),
        ([], "content: must be an object with `accounts`, is []"),
        (changed(["accounts", 0], 5), "accounts[0]: must be an object, is 5"),
        (changed(["accounts", 0, "positions"], [{"quantity": 1}]), "positions[0]: needs a symbol, an isin, a cusip or"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_with_the_expectation(tmp_path: Path, content: Any, line: str) -> None:
    file = written(tmp_path, json.dumps(content))
    with pytest.raises(UserError) as error:
        read_portfolio(file)
    assert str(error.value).startswith(f"{file}: ")
    assert line in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"accounts": [}', "is not JSON: Expecting value at line 1, column 15"),
        ("[" * 100_000, "is not readable JSON"),
        ('{"accounts": [{"cash": 1, "cash": 2}]}', 'the key "cash" appears twice in one object'),
    ],
    ids=["a typing error", "too deep", "a key twice"],
)
def test_a_file_that_is_not_json_is_refused(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(UserError, match="mine.json: " + line.replace("[", r"\[")):
        read_portfolio(written(tmp_path, text))


def test_many_problems_are_listed_up_to_a_limit_and_the_others_counted(tmp_path: Path) -> None:
    accounts = [{"name": "A"}, {"name": "B", "kind": "ira", "positions": [{"x": 1}] * 3}]
    with pytest.raises(UserError, match=r"accounts\[0\]\.kind: is required; .*") as error:
        read_portfolio(written(tmp_path, json.dumps({"accounts": accounts})))
    named = str(error.value).split("; ")
    assert (len(named), named[-1]) == (6, "and 2 more")


def test_a_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    assert read_portfolio(written(tmp_path, "\ufeff" + json.dumps(GOOD))).display_name == "Ada"


def test_two_accounts_may_have_the_same_symbol(tmp_path: Path) -> None:
    content = copy.deepcopy(GOOD)
    content["accounts"] *= 2
    assert len(read_portfolio(written(tmp_path, json.dumps(content))).accounts) == 2


def with_positions(count: int) -> str:
    half, rest = [{"symbol": f"S{number}", "quantity": 1} for number in range(count // 2)], count - count // 2
    other = [{"symbol": f"T{number}", "quantity": 1} for number in range(rest)]
    accounts = [{"name": "A", "kind": "ira", "positions": half}, {"name": "B", "kind": "ira", "positions": other}]
    return json.dumps({"accounts": accounts})


def test_a_thousand_positions_in_all_are_the_most(tmp_path: Path) -> None:
    for count in (520, 1000):
        read_portfolio(written(tmp_path, with_positions(count)))
    with pytest.raises(UserError, match=r"accounts hold 1001 positions; a portfolio can have at most 1000$"):
        read_portfolio(written(tmp_path, with_positions(1001)))


def test_the_same_symbol_twice_in_an_account_is_added_up_by_the_api(tmp_path: Path) -> None:
    content = changed([*POSITION, "symbol"], "VTI")
    assert len(read_portfolio(written(tmp_path, json.dumps(content))).accounts[0].positions) == 2


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read: No such file or directory"):
        read_portfolio(tmp_path / "none.json")


def test_only_the_growth_sample_has_symbols_that_the_catalogue_lacks() -> None:
    catalogue = {instrument["symbol"] for instrument in json.loads(CATALOGUE.read_bytes())}
    sizes, unknown = {}, {}
    for name in ("starter", "balanced", "growth"):
        held = [
            position for account in read_portfolio(SAMPLES / f"{name}.json").accounts for position in account.positions
        ]
        sizes[name] = len(held)
        unknown[name] = {position.symbol for position in held} - catalogue
    assert sizes["starter"] < sizes["balanced"] < sizes["growth"]
    assert unknown == {"starter": set(), "balanced": set(), "growth": {"ARKK", "SOFI"}}
