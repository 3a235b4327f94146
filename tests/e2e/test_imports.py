"""Brokers' files on the deployed system: through the command and through the API, each becomes what it should."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cli.portfolio.import_files import File, import_with
from cli.run.portfolio_file import read_portfolio
from cli.shared.errors import UserError
from imports.result import ImportedFile
from tests.e2e.conftest import Alex
from tests.imports.compare import FILES, expectation, expected, files_of, plain

pytestmark = pytest.mark.local

PORTFOLIOS = Path(__file__).parents[1] / "portfolios"
HOLDINGS = [name for name in files_of("") if not expectation(name).get("refused")]
HISTORIES = [name for name in files_of("") if expectation(name).get("refused")]


def check(answer: dict[str, Any], name: str) -> None:
    """The answer says of the file what was expected."""
    should = expected(name)
    became = plain(ImportedFile.model_validate({key: answer[key] for key in ImportedFile.model_fields}), should)
    rows, wanted = Counter(became.pop("rows")), Counter(should.pop("rows"))
    assert became == should
    # Rows that an expected file does not list are there, too: every row is accounted for.
    assert wanted - rows == Counter()


@pytest.mark.parametrize("name", HOLDINGS)
def test_a_file_becomes_what_it_should_through_command_and_api_alike(
    alex: Alex, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = File(FILES / name, (FILES / name).read_bytes())
    with alex.api(f"imports-{name}") as api:
        shown, _ = api.import_file(name, file.content, {})
        check(shown, name)
        for changes in (True, False):
            capsys.readouterr()
            import_with(api, [file], {}, sure=lambda _: True, dry_run=False, as_json=True)
            (answer,) = json.loads(capsys.readouterr().out)
            check(answer, name)
            assert answer["changes"] == changes, "the second import of the same file changes nothing"
        stored = api.call("GET", "/portfolio")
    assert stored == answer["portfolio"]
    assert (stored["total"], stored["unvalued"]) == (shown["portfolio"]["total"], shown["portfolio"]["unvalued"])
    assert [account["external_id"] for account in stored["accounts"]] == [
        account["id"] or "" for account in expectation(name)["accounts"]
    ]


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_is_refused_through_command_and_api_alike(alex: Alex, name: str) -> None:
    content = (FILES / name).read_bytes()
    with alex.api("imports-histories") as api:
        with pytest.raises(UserError, match=r"POST /api/imports: 422: ") as by_api:
            api.import_file(name, content, {})
        with pytest.raises(UserError) as by_command:
            import_with(api, [File(FILES / name, content)], {}, sure=lambda _: True, dry_run=False, as_json=True)
        assert str(by_api.value) == str(by_command.value)
        assert api.call("GET", "/portfolio")["accounts"] == []


def test_prices_that_one_user_brings_are_not_anothers(alex: Alex) -> None:
    held = {"accounts": [{"name": "A", "kind": "ira", "positions": [{"symbol": "VTI", "quantity": 1}]}]}
    price = {"symbol": "VTI", "unit_price": 7, "price_date": "2099-01-01", "source": "mine"}
    table = b"Symbol,Quantity,Price\nVTI,1,5\nOURFUND,1,3\n"
    with alex.api("imports-one") as one, alex.api("imports-another") as another:
        before = Decimal(str(_put(another, held)["total"]))
        _put(one, held)
        one.call("PUT", "/prices", {"prices": [price]})
        one.import_file("mine.csv", table, {"store": "true"})
        one_portfolio, another_total = one.call("GET", "/portfolio"), _total(another)
        shown, _ = another.import_file("theirs.csv", b"Symbol,Quantity,Price\nOURFUND,2,11\n", {})
    values = [position["value"] for account in one_portfolio["accounts"] for position in account["positions"]]
    assert sorted(values) == [3, 7, 7]
    assert another_total == before
    assert Decimal(str(shown["portfolio"]["total"])) == before + 22


def _put(api: Any, document: dict[str, Any]) -> dict[str, Any]:
    return api.call("PUT", "/portfolio", document)


def _total(api: Any) -> Decimal:
    return Decimal(str(api.call("GET", "/portfolio")["total"]))


def of_size(folder: Path, count: int) -> Path:
    positions = [{"symbol": f"S{number}", "quantity": 1, "unit_price": 1, "kind": "stock"} for number in range(count)]
    halves = [positions[: count // 2], positions[count // 2 :]]
    accounts = [{"name": f"A{at}", "kind": "ira", "positions": half} for at, half in enumerate(halves)]
    file = folder / f"{count}.json"
    file.write_text(json.dumps({"accounts": accounts}))
    return file


def test_a_portfolio_that_is_refused_leaves_the_old_one(alex: Alex, tmp_path: Path) -> None:
    with alex.api("imports-whole") as api:
        api.replace_portfolio(read_portfolio(of_size(tmp_path, 520)))
        before = api.call("GET", "/portfolio")
        assert before["total"] == 520
        with pytest.raises(
            UserError, match=r"PUT /api/portfolio: 422: accounts\[0\]\.positions\[1\]\.unit_price: is req"
        ):
            api.replace_portfolio(read_portfolio(PORTFOLIOS / "half.json"))
        with pytest.raises(UserError, match="accounts hold 1001 positions"):
            api.replace_portfolio(read_portfolio(of_size(tmp_path, 1001)))
        assert api.call("GET", "/portfolio") == before


@pytest.mark.parametrize("name", ["eth18", "shib", "bond", "option", "short", "cash3", "slash", "space"])
def test_a_portfolio_file_keeps_its_digits_and_signs_on_the_way(alex: Alex, name: str) -> None:
    portfolio = read_portfolio(PORTFOLIOS / f"{name}.json")
    with alex.api(f"imports-{name}") as api:
        api.replace_portfolio(portfolio)
        stored = api.call("GET", "/portfolio")
    for account, given in zip(stored["accounts"], portfolio.accounts, strict=True):
        assert {each["currency"]: Decimal(str(each["amount"])) for each in account["cash"]} == {
            currency: value for currency, value in given.all_cash.items() if value
        }
        assert sorted(Decimal(str(each["quantity"])) for each in account["positions"]) == sorted(
            position.quantity for position in given.positions
        )
