"""What of a file and of the stored portfolio becomes the portfolio that is stored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from holdings.document import AccountKind, HeldAccount, Holding
from holdings.kinds import InstrumentKind, multiplier
from holdings.stored import StoredPortfolio
from imports.portfolio.merge import Merged, merge
from imports.result import ImportedAccount, ImportedCash, ImportedFile, ImportedPosition, ImportRefused

TODAY = date(2026, 11, 28)
PROFILE: dict[str, Any] = {"display_name": "", "goal": None, "notes": "", "currency": "USD", "rates": ()}
NOTHING = StoredPortfolio(**PROFILE, accounts=())


def position(**fields: Any) -> ImportedPosition:
    return ImportedPosition.model_validate(
        {"symbol": "VOO", "kind": "etf", "quantity": 2, "value": 1000, "currency": "USD", "line": 3, **fields}
    )


def file(*accounts: ImportedAccount, **fields: Any) -> ImportedFile:
    return ImportedFile.model_validate({"broker": "Fidelity", "base_currency": "USD", "accounts": accounts, **fields})


def account(*positions: ImportedPosition, **fields: Any) -> ImportedAccount:
    return ImportedAccount.model_validate({"name": "Individual", "id": "X1", "positions": positions, **fields})


def stored(**fields: Any) -> StoredPortfolio:
    held = {"account_id": "a1", "external_id": "X1", "name": "Mine", "kind": "ira", "cash": {}, "positions": ()}
    return StoredPortfolio.model_validate({**PROFILE, "accounts": ({**held, **fields},)})


def brought(merged: Merged) -> HeldAccount:
    return merged.document.accounts[-1]


def holding(**fields: Any) -> Holding:
    (only,) = brought(merge(file(account(position(**fields))), NOTHING, TODAY)).positions
    return only


@pytest.mark.parametrize(
    ("fields", "price", "times"),
    [
        ({"quoted_price": 500, "unit_price": 500}, "500", None),
        ({"unit_price": 500}, "500", None),
        ({"kind": "bond", "quoted_price": "98.5", "unit_price": "0.985", "quoted_in": "percent of par"}, "98.5", None),
        ({"kind": "bond", "quoted_price": "985", "unit_price": "985"}, "985", "1"),
        ({"kind": "option", "quoted_price": 10, "unit_price": 1000, "multiplier": 100}, "10", None),
        ({"kind": "option", "quoted_price": 10, "unit_price": 100, "multiplier": 10}, "10", "10"),
        ({"quoted_price": "72.50", "unit_price": "0.725", "quoted_in": "pence (GBX)"}, "0.725", None),
        ({"unit_price": "0.0000012345678901234"}, "0.000001234568", None),
        ({}, None, None),
        ({"quoted_price": 0, "unit_price": 0, "value": 0}, None, None),
    ],
)
def test_a_price_is_kept_as_quoted_with_the_multiplier_that_leads_to_a_units_value(
    fields: dict[str, Any], price: str | None, times: str | None
) -> None:
    kept = holding(**fields)
    assert kept.unit_price == (None if price is None else Decimal(price))
    assert kept.multiplier == (None if times is None else Decimal(times))
    assert kept.value == fields.get("value", 1000)
    if kept.unit_price and kept.kind and "unit_price" in fields:
        worth = kept.unit_price * (kept.multiplier or multiplier(kept.kind))
        assert worth == round(Decimal(str(fields["unit_price"])), 12)


def test_a_fund_that_turns_out_to_be_a_treasury_is_worth_as_much() -> None:
    kept = holding(
        symbol=None, cusip="912828ZQ6", kind="other", name="US TREASURY NOTE 0.625% DUE 05/15/30", unit_price=9
    )
    assert kept.multiplier == Decimal(1), "a treasury's default would be 0.01"


@pytest.mark.parametrize(
    ("as_of", "own", "day", "source"),
    [
        (date(2026, 9, 30), None, date(2026, 9, 30), "Fidelity's file of 2026-09-30"),
        (date(2026, 9, 30), date(2026, 9, 29), date(2026, 9, 29), "Fidelity's file of 2026-09-30"),
        (None, None, TODAY, "Fidelity's file"),
    ],
)
def test_a_price_has_the_positions_day_or_the_files_or_that_of_the_import(
    as_of: date | None, own: date | None, day: date, source: str
) -> None:
    (kept,) = brought(merge(file(account(position(price_date=own)), as_of=as_of), NOTHING, TODAY)).positions
    assert (kept.price_date, kept.price_source) == (day, source)


@pytest.mark.parametrize(
    ("broker", "source"),
    [("CSV", "CSV file"), ("XLSX", "XLSX file"), ("Interactive Brokers", "Interactive Brokers' file")],
)
def test_a_source_reads_well(broker: str, source: str) -> None:
    (kept,) = brought(merge(file(account(position()), broker=broker), NOTHING, TODAY)).positions
    assert kept.price_source == source


def test_the_same_file_without_a_date_is_known_to_be_of_the_earlier_day() -> None:
    held = {
        **{"position_id": "p", "symbol": "VOO", "name": "V", "kind": "etf", "own": False, "quantity": 2},
        **{"currency": "USD", "price_date": "2026-11-01", "price_source": "Fidelity's file"},
    }
    undated = file(account(position()))
    assert merge(undated, stored(positions=[held]), TODAY).earlier == date(2026, 11, 1)
    assert merge(undated, stored(positions=[{**held, "price_source": "mine"}]), TODAY).earlier is None
    dated = undated.model_copy(update={"as_of": date(2026, 11, 1)})
    assert merge(dated, stored(positions=[held]), TODAY).earlier is None


def test_an_account_is_found_again_by_the_brokers_id_and_keeps_its_name_and_kind() -> None:
    merged = merge(file(account(position(), name="Renamed by the broker", account_kind="taxable")), stored(), TODAY)
    assert [one.account_id for one in merged.replaced if one] == ["a1"]
    assert (brought(merged).id, brought(merged).name, brought(merged).kind) == ("X1", "Mine", AccountKind.IRA)
    assert len(merged.document.accounts) == 1


@pytest.mark.parametrize(
    ("was", "now", "again"),
    [
        pytest.param({"external_id": "", "name": "Individual"}, {"account_kind": "ira"}, True, id="entered by hand"),
        pytest.param({"external_id": "", "name": "Individual"}, {"account_kind": None}, True, id="no kind is stated"),
        pytest.param({"external_id": "", "name": "Individual"}, {"account_kind": "taxable"}, False, id="another kind"),
        pytest.param({"external_id": "X2", "name": "Individual"}, {}, False, id="another number"),
        pytest.param({"external_id": "", "name": "Individual"}, {"id": None}, True, id="without a number"),
        pytest.param({"external_id": "", "name": "Other"}, {"id": None}, False, id="another name"),
    ],
)
def test_an_account_without_a_known_id_is_found_by_its_name(
    was: dict[str, Any], now: dict[str, Any], again: bool
) -> None:
    merged = merge(file(account(position(), **now)), stored(**was), TODAY)
    assert (merged.replaced[0] is not None) == again
    assert len(merged.document.accounts) == (1 if again else 2)


def of_file(source: str) -> dict[str, Any]:
    """A stored position with a price of this source."""
    return {
        **{"position_id": "p", "symbol": "VOO", "name": "V", "kind": "etf", "own": False, "quantity": 2},
        **{"currency": "USD", "price_date": "2026-11-01", "price_source": source},
    }


@pytest.mark.parametrize(
    ("broker", "source", "again"),
    [
        ("Fidelity", "Fidelity's file of 2026-09-30", True),
        ("Fidelity", "Charles Schwab's file of 2026-09-30", False),
        ("Fidelity", "OFX file of 2026-09-30", False),
        ("OFX 2.1.1 (QFX)", "OFX file", True),
        ("XLSX", "CSV file", True),
        ("Interactive Brokers", "Interactive Brokers' file of 2026-09-30", True),
        ("Fidelity", "my list", True),
        ("Fidelity", "catalogue", True),
    ],
)
def test_two_brokers_may_give_the_same_number(broker: str, source: str, again: bool) -> None:
    merged = merge(file(account(position()), broker=broker), stored(positions=[of_file(source)]), TODAY)
    assert (merged.replaced[0] is not None) == again
    assert len(merged.document.accounts) == (1 if again else 2)
    assert [warning.split(",")[0] for warning in merged.warnings] == (
        [] if again else [f"The account X1 is stored from {source.partition(' of ')[0]}"]
    )


def test_an_older_file_than_the_stored_one_is_told() -> None:
    newer = stored(positions=[of_file("Fidelity's file of 2026-11-01")])
    told = {day: merge(file(account(), as_of=day), newer, TODAY).warnings for day in (date(2026, 10, 1), TODAY)}
    assert told[date(2026, 10, 1)] == ("The account Mine is stored as of 2026-11-01, which is newer than this file.",)
    assert told[TODAY] == ()


def test_a_kind_that_the_file_knows_replaces_an_unknown_one() -> None:
    merged = merge(file(account(account_kind="roth_ira")), stored(kind="other"), TODAY)
    assert brought(merged).kind == AccountKind.ROTH_IRA


def test_balances_of_one_currency_are_added_up_and_dollars_stand_apart() -> None:
    cash = [
        ImportedCash(currency=code, amount=Decimal(amount)) for code, amount in [("EUR", 1), ("USD", 2), ("EUR", 3)]
    ]
    kept = brought(merge(file(account(cash=cash)), NOTHING, TODAY))
    assert kept.all_cash == {"USD": 2, "EUR": 4}


def test_rates_of_the_file_are_in_its_base_currency() -> None:
    ibkr = file(account(), broker="IBKR", base_currency="EUR", fx_to_base={"USD": "0.875", "EUR": "1"}, as_of=TODAY)
    merged = merge(ibkr, NOTHING, date(2026, 12, 1))
    (rate,) = merged.document.rates
    assert (rate.currency, rate.quote, rate.rate, rate.rate_date, rate.source) == (
        *("USD", "EUR", Decimal("0.875")),
        *(TODAY, "IBKR's file"),
    )
    assert merged.document.currency == "EUR"
    assert merge(ibkr, stored(), TODAY).document.currency == "USD", "a stored portfolio keeps its currency"


@pytest.mark.parametrize(
    ("fields", "identity"),
    [
        ({"symbol": "$PECIAL", "name": "Special"}, (None, None, None, "Special")),
        ({"symbol": "$PECIAL"}, (None, None, None, "$PECIAL")),
        ({"symbol": None, "isin": "US0378331006", "name": "A"}, (None, None, None, "A")),
        ({"symbol": "BRK B", "cusip": "912828ZQ6"}, ("BRK.B", None, "912828ZQ6", None)),
        ({"symbol": None, "name": f" a\x00b\n{'c' * 300}"}, (None, None, None, f"a b {'c' * 196}")),
    ],
)
def test_what_cannot_be_an_identifier_is_left_to_the_name(fields: dict[str, Any], identity: tuple[Any, ...]) -> None:
    kept = holding(**fields)
    assert (kept.symbol, kept.isin, kept.cusip, kept.name) == identity


def test_a_position_of_nothing_is_left_out() -> None:
    assert brought(merge(file(account(position(quantity=0))), NOTHING, TODAY)).positions == []


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (file(), "the file has no account"),
        (file(*(account(id=f"X{number}") for number in range(21))), "the portfolio would have 21 accounts"),
        (file(account(*[position()] * 1001)), "the portfolio would have 1,001 positions"),
        (file(account(position(quantity=10**12))), r"'VOO' in .* 'Individual' \(line 3\) cannot be stored: quantity"),
        (file(account(position(value=10**15))), r"'VOO' in .* 'Individual' \(line 3\) cannot be stored: value"),
        (file(account(cash=[ImportedCash(currency="USD", amount=Decimal(10**12))])), "account 'Individual' cannot be"),
        (file(account(), base_currency="EUR", fx_to_base={"?": "1"}), "the portfolio cannot be stored: currency"),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_refused_in_one_sentence(sent: ImportedFile, said: str) -> None:
    with pytest.raises(ImportRefused, match=said) as refused:
        merge(sent, NOTHING, TODAY)
    assert "\n" not in str(refused.value)


def test_other_accounts_stay_as_they_are() -> None:
    own = {
        **{"position_id": "p", "symbol": "FUND-A", "name": "Fund A", "kind": "mutual_fund", "own": True, "quantity": 3},
        **{"currency": "EUR", "unit_price": "7", "stated_value": "20", "price_date": "2026-11-01", "price_source": "x"},
    }
    common = {**own, "symbol": "VTI", "own": False, "stated_value": None, "unit_price": None}
    merged = merge(
        file(account(position(), id="X9")), stored(positions=[own, common], cash={"USD": 1, "CHF": 2}), TODAY
    )
    kept = merged.document.accounts[0]
    assert (kept.id, kept.name, kept.all_cash) == ("a1", "Mine", {"USD": 1, "CHF": 2})
    mine, theirs = kept.positions
    assert (mine.symbol, mine.name, mine.kind) == ("FUND-A", "Fund A", InstrumentKind.MUTUAL_FUND)
    assert (mine.unit_price, mine.value, mine.price_date, mine.price_source) == (7, 20, date(2026, 11, 1), "x")
    assert (theirs.symbol, theirs.kind, theirs.unit_price, theirs.price_date) == ("VTI", None, None, None)


def converted(value: str, in_base: str, currency: str = "USD") -> ImportedPosition:
    return position(symbol=None, name=f"{value} {currency}", value=value, value_in_base=in_base, currency=currency)


@pytest.mark.parametrize(
    ("positions", "rates"),
    [
        ([converted("2000", "1750.00")], {"USD": "0.875"}),
        # The largest amount, for a cent is a large part of a small one.
        ([converted("0.03", "0.02"), converted("2000", "1750.00")], {"USD": "0.875"}),
        ([converted("-2000", "-1750.00"), converted("100", "87.50")], {"USD": "0.875"}),
        ([converted("270000", "1800", "JPY")], {"JPY": "0.0066666667"}),
        # Two rates, none of which would give the other's value.
        ([converted("2000", "1750.00"), converted("1000", "900.00")], {}),
        ([converted("2000", "-1750.00")], {}),
        ([converted("0", "0")], {}),
        ([converted("2000", "2000", "EUR")], {}),
    ],
)
def test_a_file_that_converts_its_holdings_tells_the_rate(positions: list[ImportedPosition], rates: dict[str, str]):
    """Without it, holdings in other currencies had no value in the portfolio, though the file states it."""
    merged = merge(file(account(*positions), base_currency="EUR"), NOTHING, TODAY)

    found = {each.currency: (each.quote, each.rate, each.source) for each in merged.document.rates}
    assert found == {currency: ("EUR", Decimal(rate), "Fidelity's file") for currency, rate in rates.items()}


def test_a_stated_rate_goes_before_one_at_which_the_file_converts():
    read = file(account(converted("2000", "1750.00")), base_currency="EUR", fx_to_base={"USD": "0.88"})

    assert [each.rate for each in merge(read, NOTHING, TODAY).document.rates] == [Decimal("0.88")]


@pytest.mark.parametrize(
    ("as_of", "price_date", "told"),
    [
        ("2026-11-29", None, False),
        ("2026-12-03", None, True),
        ("2026-11-27", "2027-03-12", True),
        (None, None, False),
    ],
)
def test_prices_of_a_day_that_has_not_come_are_told(as_of: str | None, price_date: str | None, told: bool):
    """3/12 that was the third of December, not the twelfth of March."""
    merged = merge(file(account(position(price_date=price_date)), as_of=as_of), NOTHING, TODAY)

    assert any("a day after today" in warning for warning in merged.warnings) is told
