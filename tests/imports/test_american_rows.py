"""Cells, instruments and accounts of American brokers' rows."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from holdings.kinds import InstrumentKind
from imports.book.account_kinds import account_kind, split_label
from imports.book.book import Book
from imports.cells.dates import day_within
from imports.cells.numbers import Convention, number, number_if_any
from imports.formats.american_rows import take_holding
from imports.instruments.identify import Figures, identify
from imports.result import Destiny
from tests.imports.tables import LONG


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", "1234"),
        ("1,234,567.8901", "1234567.8901"),
        ("$0.50", "0.50"),
        (".03", "0.03"),
        ("5.", "5"),
        ("-$2.00", "-2"),
        ("$-2.00", "-2"),
        ("(1,000.00)", "-1000"),
        ("($126.93)", "-126.93"),
        ("+$1.00", "1"),
        ("\N{MINUS SIGN}3", "-3"),
        ("$550.50 ", "550.50"),
        ("0.00000001", "0.00000001"),
    ],
)
def test_numbers_are_read_exactly(text: str, value: str):
    assert number(text, Convention.POINT) == Decimal(value)


@pytest.mark.parametrize("text", ["", "--", "-", "N/A", "n/a", "null"])
def test_a_cell_may_have_no_number(text: str):
    assert number_if_any(text, Convention.POINT) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Date downloaded Sep-30-2026 4:05 p.m ET", date(2026, 9, 30)),
        ("Date downloaded 09/30/2026 9:30 AM ET", date(2026, 9, 30)),
        ("04:00 PM ET, 2026/09/30", date(2026, 9, 30)),
        ("04:00 PM ET, 09/30/2026", date(2026, 9, 30)),
        ("Generated at Sep 30 2026 04:05 PM ET", date(2026, 9, 30)),
        ("September 3, 2026", date(2026, 9, 3)),
        ("9/3/2026", date(2026, 9, 3)),
        ("Depotübersicht vom 30.09.2026 18:00", date(2026, 9, 30)),
        ("30/09/2026", date(2026, 9, 30)),
        ("Positions as of 30-Sep-2026", date(2026, 9, 30)),
        ("2026-02-30", None),
        ("20.6/09/30", None),
        ("Foo 30 2026", None),
        ("no day", None),
    ],
)
def test_days_are_found_in_titles_and_footers(text: str, day: date | None):
    assert day_within(text) == day


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Individual - TOD", "taxable"),
        ("Joint WROS", "taxable"),
        ("CMA-Edge", "taxable"),
        ("ROTH IRA", "roth_ira"),
        ("Roth_IRA", "roth_ira"),
        ("Roth Contributory IRA", "roth_ira"),
        ("Rollover IRA", "ira"),
        ("SEP-IRA", "ira"),
        ("EXAMPLE INC. 401(K) PLAN", "401k"),
        ("Roth 401k", "401k"),
        ("BrokerageLink Roth", "401k"),
        ("HEALTH SAVINGS ACCOUNT", "other"),
        ("Education 529", "other"),
        ("403(b) Savings", "other"),
        ("Old job", None),
        ("X0000", None),
    ],
)
def test_the_name_of_an_account_may_say_its_kind(name: str, kind: str | None):
    assert account_kind(name) == kind


@pytest.mark.parametrize(
    ("written", "name", "quantity", "price", "value", "kind", "label"),
    [
        ("AAPL", "APPLE INC", "1", "200", "200", "stock", "AAPL"),
        ("BRK B", "BERKSHIRE HATHAWAY CL B", "1", "500", "500", "stock", "BRK.B"),
        ("QQQ", "INVESCO QQQ TR UNIT SER 1", "1", "600", "600", "etf", "QQQ"),
        ("IVZ", "INVESCO LTD", "1", "20", "20", "stock", "IVZ"),
        ("VOO", "VANGUARD INDEX FUNDS S&P 500", "1", "600", "600", "etf", "VOO"),
        ("FXAIX", "FIDELITY 500 INDEX FUND", "1", "200", "200", "mutual_fund", "FXAIX"),
        ("SPAXX", "FIDELITY GOVERNMENT MONEY MARKET", "1", "1", "1", "money_market", "SPAXX"),
        ("RELIANCE.NS", "RELIANCE INDUSTRIES", "1", "2900", "2900", "stock", "RELIANCE.NS"),
        ("NHFSMKX98", "529 PLAN INDEX PORTFOLIO", "1", "20", "20", "mutual_fund", "NHFSMKX98"),
        ("BTC/USD", "BITCOIN", "0.5", "60000", "30000", "crypto", "BTC"),
        ("-AAPL270115P250", "", "-1", "10", "-1000", "option", "AAPL 2027-01-15 P 250"),
        ("912828ZQ6", "UNITED STATES TREAS NTS 0.62500% 05/15/2030", "1000", "98", "980", "bond", "912828ZQ6"),
        ("912828ZQ6", "UNITED STATES TREAS NTS 0.62500% 05/15/2030", "1000", None, "980", "bond", "912828ZQ6"),
        # Quoted for one unit: a plan's pool with the word for debt in its name.
        ("31500X107", "TOTAL BOND MARKET INDEX TRUST", "10", "20", "200", "mutual_fund", "31500X107"),
        ("", "TOTAL BOND MARKET INDEX TRUST", "10", "20", "200", "mutual_fund", "TOTAL BOND MARKET INDEX TRUST"),
        # Its factor of a hundredth tells a bond without a word for it.
        ("40000X103", "EXAMPLE FINANCE CORP SER B", "1000", "101", "1010", "bond", "40000X103"),
        ("40000X103", "EXAMPLE HOLDINGS ESCROW", "10", "2", "20", "other", "40000X103"),
        # A spreadsheet took its zero away.
        ("37833100", "APPLE INC", "10", "200", "2000", "other", "037833100"),
        # Like an option, but of nothing that a symbol can be.
        ("A/ 01/15/2027 250.00 C", "", "1", "10", "10", "other", "A/ 01/15/2027 250.00 C"),
        ("EXAMPLE BANK CD 4.00% 08/24/2028", "", "1000", "98.5", "985", "bond", "EXAMPLE BANK CD 4.00% 08/24/2028"),
    ],
)
def test_a_row_says_what_it_holds(
    written: str, name: str, quantity: str, price: str | None, value: str, kind: str, label: str
):
    figures = Figures(Decimal(quantity), Decimal(price) if price else None, Decimal(value))

    instrument = identify(written, name, figures)

    assert (instrument.kind, instrument.label) == (InstrumentKind(kind), label)


def test_a_bond_fund_among_fixed_income_is_no_bond():
    figures = Figures(Decimal(10), Decimal(9), Decimal(90))

    assert identify("SWAGX", "SCHWAB AGG BOND", figures, asset_type="Fixed Income").kind == InstrumentKind.BOND_FUND


def hold(book: Book, kind: str, quantity: str, price: str | None, value: str | None) -> None:
    figures = Figures(Decimal(quantity), Decimal(price) if price else None, Decimal(value) if value else None)
    instrument = identify("EXMP", "EXAMPLE CORP", figures, asset_type=kind)
    take_holding(book, book.account("1", "One"), 2, "EXMP", instrument, figures)


@pytest.mark.parametrize(
    ("kind", "quantity", "price", "value"),
    [("Equity", "3", "2.5", "7.5"), ("Fixed Income", "1000", "98.5", "985"), ("Option", "-2", "1.25", "-250")],
)
def test_a_value_that_the_file_does_not_state_follows_from_the_kind(kind: str, quantity: str, price: str, value: str):
    book = Book("B")

    hold(book, kind, quantity, price, None)

    assert book.close("f").accounts[0].positions[0].value == Decimal(value)


def test_a_stated_value_wins_and_a_strange_one_is_told():
    """A price for ten shares, say: the value is right, and one unit is worth its part of it."""
    book = Book("B")

    hold(book, "Equity", "3", "100", "30")

    result = book.close("f")
    (position,) = result.accounts[0].positions
    assert (position.value, position.quoted_price, position.unit_price) == (Decimal(30), Decimal(100), Decimal(10))
    assert result.warnings == ("Line 2: the value of EXMP is 0.1 times its quantity × price; the value is taken.",)


def test_a_price_of_which_the_worth_rounds_to_nothing_is_kept():
    book = Book("B")

    hold(book, "Equity", "10", "0.0001", "0.00")

    (position,) = book.close("f").accounts[0].positions
    assert (position.value, position.unit_price) == (0, Decimal("0.0001"))


def test_rows_of_one_instrument_are_one_holding_at_the_average_of_their_prices():
    book = Book("B")

    hold(book, "Equity", "1", "10", "10")
    hold(book, "Equity", "3", "14", "42")

    (position,) = book.close("f").accounts[0].positions
    assert (position.quantity, position.value, position.unit_price, position.quoted_price) == (4, 52, 13, None)


def test_what_is_held_and_what_is_owed_of_one_instrument_are_two_holdings():
    book = Book("B")

    hold(book, "Equity", "3", "10", "30")
    hold(book, "Equity", "-1", "10", "-10")

    assert [position.quantity for position in book.close("f").accounts[0].positions] == [3, -1]


def test_neighbouring_rows_with_the_same_fate_are_one_entry():
    book = Book("B")
    book.account("1", "One")
    for line, why in ((4, "a remark"), (3, "a remark"), (5, "another remark"), (7, "another remark")):
        book.note(line, "words", Destiny.SKIPPED, why)

    rows = book.close("f").rows

    assert [(row.line, row.last_line, row.why) for row in rows] == [
        (3, 4, "a remark"),
        (5, None, "another remark"),
        (7, None, "another remark"),
    ]


def test_many_warnings_are_counted():
    book = Book("B")
    for _ in range(50):
        hold(book, "Equity", "3", "100", "30")

    assert len(book.close("f").warnings) == 21
    assert book.close("f").warnings[-1] == "30 more rows have such remarks."


def test_a_row_without_an_instrument_is_left_out_with_a_reason():
    book = Book("B")
    figures = Figures(Decimal(1), Decimal(2), Decimal(2))

    take_holding(book, book.account("1", "One"), 7, "", identify("--", "", figures), figures)

    (row,) = book.close("f").rows
    assert (row.line, row.destiny, row.why) == (7, Destiny.SKIPPED, "names no instrument: not taken")


def test_accounts_with_the_same_name_are_told_apart_by_id():
    book = Book("B")

    assert book.account("1", "Individual") is not book.account("2", "Individual")
    assert book.account("1", "Individual") is book.account("1", "Individual")


@pytest.mark.parametrize("cell", LONG, ids=lambda cell: cell[:3])
def test_searches_take_no_square_of_a_texts_length(cell: str):
    """With one that does, this would take minutes."""
    split_label(f"Individual{cell} ...901", re.compile("[0-9]{3}$"))
    instrument = identify(f"A{cell}B", f"C{cell}D", None)

    assert len(instrument.label) <= 200
    assert day_within(cell) is None
    with pytest.raises(ValueError, match=r"is no number|more than"):
        number(f"1{cell}x", Convention.POINT)
