"""XLSX: a number's format may name the currency, as the sign beside an amount does in CSV."""

from __future__ import annotations

from decimal import Decimal

import pytest

from imports.read import read_file
from imports.result import ImportedFile
from tests.imports.workbooks import Cell, Formula, Styled, styles_part, workbook

HEADINGS: list[Cell] = ["Symbol", "Quantity", "Price", "Value"]
STYLE = 2


def imported(rows: list[list[Cell]], *formats: str, headings: list[Cell] = HEADINGS) -> ImportedFile:
    book = workbook({"Holdings": [headings, *rows]}, extra={"xl/styles.xml": styles_part(*formats)})
    return read_file("own.xlsx", book)


@pytest.mark.parametrize(
    ("code", "currency"),
    [
        ("#,##0.00\\ [$€-407]", "EUR"),
        ("#,##0.00\\ [$€-de-DE]", "EUR"),
        ("[$€-x-euro2] #,##0.00", "EUR"),
        ('_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', "EUR"),
        ("#,##0.00\\ €;[Red]-#,##0.00\\ €", "EUR"),
        ("[$£-809]#,##0.00", "GBP"),
        ("[$£-en-GB]#,##0.00", "GBP"),
        ("[$CHF] #,##0.00", "CHF"),
        ("[$CA$-1009]#,##0.00", "CAD"),
        ('#,##0.00 "SEK"', "SEK"),
        ("[$USD] #,##0.00", "USD"),
        ("[$¥-411]#,##0.00", "JPY"),
        ('"¥"#,##0.00', "JPY"),
        ("[$¥-804]#,##0.00", "CNY"),
        ("[$₹-4009]#,##0.00", "INR"),
        ("#,##0.00\\ [$zł-415]", "PLN"),
        ("[$$-409]#,##0.00", "USD"),
        ("[$$-en-US]#,##0.00", "USD"),
        ('"$"#,##0.00_);[Red]\\("$"#,##0.00\\)', "USD"),
    ],
)
def test_a_formats_currency_is_that_of_its_amounts(code: str, currency: str):
    """The library gives the bare number, which was taken for dollars."""
    result = imported([["VTI", 10, Styled(300.25, STYLE), Styled(Formula("B2*C2", 3002.5), STYLE)]], code)

    (position,) = result.accounts[0].positions
    assert (position.currency, position.unit_price, position.value) == (currency, Decimal("300.25"), Decimal("3002.5"))
    assert (result.base_currency, result.warnings) == (currency, ())


@pytest.mark.parametrize(
    "code",
    ["[$-409]#,##0.00", '0.00 "pcs"', "[Red]0.00", "0.00E+00", "#,##0.00_€", "0.0,,\\M", "#,##0.00\\ [$kr-sv-SE]"],
)
def test_a_format_without_a_currency_leaves_numbers_as_they_are(code: str):
    result = imported([["VTI", Styled(10, STYLE), Styled(300.25, STYLE), 3002.5]], code)

    (position,) = result.accounts[0].positions
    assert (position.currency, position.quantity, position.unit_price) == ("USD", 10, Decimal("300.25"))
    assert result.warnings == ("The file names no currency: amounts without one are taken as USD.",)


def test_price_and_value_may_have_formats_of_two_currencies():
    rows: list[list[Cell]] = [["VTI", 10, Styled(300, STYLE), Styled(2760.4, STYLE + 1)]]

    (position,) = imported(rows, '"$"#,##0.00', "#,##0.00\\ [$€-407]").accounts[0].positions

    assert (position.currency, position.unit_price, position.value_in_base) == ("USD", 300, Decimal("2760.4"))


def test_a_negative_amount_and_a_long_fraction_are_read_as_without_a_format():
    rows: list[list[Cell]] = [
        ["VTI", -10, Styled(0.1 + 0.2, STYLE), Styled(-3.0, STYLE)],
        ["BND", 1, Styled(1.234, STYLE + 1), None],
        ["Cash", None, None, Styled(-120.5, STYLE + 1)],
    ]

    account = imported(rows, "#,##0.00\\ [$€-407]", '"$"#,##0.00').accounts[0]

    assert [(each.currency, each.unit_price) for each in account.positions] == [
        ("EUR", Decimal("0.3")),
        ("USD", Decimal("1.234")),
    ]
    assert [(cash.currency, cash.amount) for cash in account.cash] == [("USD", Decimal("-120.5"))]


def test_a_column_of_currencies_outweighs_the_formats():
    rows: list[list[Cell]] = [["VTI", 10, Styled(300, STYLE), Styled(3000, STYLE), "CAD"]]

    result = imported(rows, '"$"#,##0.00', headings=[*HEADINGS, "Currency"])

    assert result.accounts[0].positions[0].currency == "CAD"


def test_an_american_brokers_dollars_are_numbers():
    headings: list[Cell] = ["Symbol", "Description", "Quantity", "Last Price", "Current Value"]
    rows: list[list[Cell]] = [["VTI", "VANGUARD TOTAL", 10, Styled(300.25, STYLE), Styled(3002.5, STYLE)]]

    result = imported(rows, '"$"#,##0.00', headings=headings)

    assert (result.broker, result.accounts[0].positions[0].value) == ("Fidelity", Decimal("3002.5"))
