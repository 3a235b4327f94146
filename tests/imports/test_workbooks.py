"""XLSX: every format reads a sheet as it reads CSV, and nothing in it is calculated."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from imports.read import read_file
from imports.result import Destiny, ImportRefused
from tests.imports.compare import FILES, read
from tests.imports.workbooks import Cell, Formula, workbook

HEADINGS: list[Cell] = ["Symbol", "Quantity", "Price", "Value", "Currency", "Price date"]


def test_numbers_and_days_are_read_as_the_program_shows_them():
    rows: list[list[Cell]] = [
        ["My holdings"],
        [],
        HEADINGS,
        ["VTI", 10, 300.25, 3002.5, "USD", date(2026, 9, 30)],
        ["BND", 0.1 + 0.2, 70, 21, "USD", date(2026, 9, 30)],
        ["SHIB", 1.234e7, 1.234e-05, 152.2756, "USD", date(2026, 9, 30)],
        ["QQQ", 1.234, 1000, 1234, "USD", date(2026, 9, 30)],
    ]

    result = read_file("own.xlsx", workbook({"Holdings": rows}))

    positions = result.accounts[0].positions
    assert (result.broker, result.as_of) == ("XLSX", date(2026, 9, 30))
    assert [(each.symbol, each.quantity, each.unit_price, each.line) for each in positions] == [
        ("VTI", 10, Decimal("300.25"), 4),
        ("BND", Decimal("0.3"), 70, 5),
        ("SHIB", 12340000, Decimal("0.00001234"), 6),
        ("QQQ", Decimal("1.234"), 1000, 7),
    ]


def test_numbers_beside_texts_with_a_decimal_comma_are_read_both():
    """A number of three decimals is no number of thousands, whatever the texts around it look like."""
    rows: list[list[Cell]] = [HEADINGS, ["A", "1,5", "2.000,25", None, "EUR"], ["B", 1.234, 2, None, "EUR"]]

    first, second = read_file("own.xlsx", workbook({"Holdings": rows})).accounts[0].positions

    assert (first.quantity, first.unit_price) == (Decimal("1.5"), Decimal("2000.25"))
    assert second.quantity == Decimal("1.234")


@pytest.mark.parametrize("name", ["degiro-portfolio.csv", "schwab-positions-all-accounts.csv"])
def test_a_brokers_file_that_was_saved_as_a_workbook_is_the_same(name: str):
    rows = [*csv.reader(io.StringIO((FILES / name).read_text(encoding="utf-8-sig"), newline=""))]

    result = read_file("saved.xlsx", workbook({"Sheet 1": rows}))

    assert result.model_copy(update={"rows": ()}) == read(name).model_copy(update={"rows": ()})


def test_the_stored_result_of_a_formula_is_taken():
    rows: list[list[Cell]] = [HEADINGS, ["VTI", 10, 300, Formula("B2*C2", 3000.0), "USD"]]

    (position,) = read_file("own.xlsx", workbook({"Holdings": rows})).accounts[0].positions

    assert position.value == 3000


def test_a_formula_without_a_result_is_refused_by_its_cell():
    rows: list[list[Cell]] = [HEADINGS, ["VTI", 10, 300, Formula("B2*C2", None), "USD"]]

    with pytest.raises(ImportRefused, match=r"own\.xlsx: D2 holds a formula without its result: .* save it"):
        read_file("own.xlsx", workbook({"Holdings": rows}))


@pytest.mark.parametrize(("field", "column", "error"), [("quantity", 1, "#REF!"), ("value", 3, "#DIV/0!")])
def test_an_error_in_a_number_is_named_with_the_line_left_out(field: str, column: int, error: str):
    """The library gives an empty text for it: the value was then computed, and the quantity said to be missing."""
    position: list[Cell] = ["VTI", 10, 300, 2900, "USD"]
    position[column] = Formula("X1", error)

    result = read_file("own.xlsx", workbook({"Holdings": [HEADINGS, position, ["BND", 1, 70, 70, "USD"]]}))

    assert [each.symbol for each in result.accounts[0].positions] == ["BND"]
    assert f"Line 2, VTI, is left out: {field}: '{error}' is no number." in result.warnings


@pytest.mark.parametrize("column", [2, 3, 4])
def test_an_error_in_a_brokers_workbook_is_refused_by_its_column(column: int):
    """In the last column it looked like a line that is cut off, in that of the quantity like a line without one."""
    headings: list[Cell] = ["Symbol", "Description", "Quantity", "Last Price", "Current Value"]
    position: list[Cell] = ["VTI", "VANGUARD TOTAL STOCK MARKET", 10, 300, 3000]
    position[column] = Formula("X1", "#N/A")

    with pytest.raises(ImportRefused, match=f"line 2, column '{headings[column]}': '#N/A' is no number"):
        read_file("own.xlsx", workbook({"Positions": [headings, position, ["BND", "BONDS", 1, 70, 70]]}))


def test_an_error_beside_the_holdings_is_not_their_concern():
    rows: list[list[Cell]] = [[*HEADINGS, "Gain"], ["VTI", 10, 300, 3000, "USD", None, Formula("D2/0", "#DIV/0!")]]

    (position,) = read_file("own.xlsx", workbook({"Holdings": rows})).accounts[0].positions

    assert position.value == 3000


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "@SUM(A1)", "-2+3", "=1+1"])
def test_a_text_that_looks_like_a_formula_is_a_text(text: str):
    rows: list[list[Cell]] = [["Name", "Quantity", "Price", "Currency"], [text, 2, 3, "USD"]]

    (position,) = read_file("own.xlsx", workbook({"Holdings": rows})).accounts[0].positions

    assert (position.name, position.value) == (text, 6)


def test_other_sheets_are_named_and_hidden_ones_are_not_read():
    holdings: list[list[Cell]] = [HEADINGS, ["VTI", 10, 300, 3000, "USD"]]
    book = workbook({"Notes": [["call the bank"]], "Holdings": holdings, "Old": holdings}, hidden=["Old"])

    result = read_file("own.xlsx", book)

    assert [position.symbol for position in result.accounts[0].positions] == ["VTI"]
    assert [(row.what, row.destiny) for row in result.rows if row.line is None] == [("sheet Notes", Destiny.SKIPPED)]


def test_holdings_on_two_sheets_are_refused():
    holdings: list[list[Cell]] = [HEADINGS, ["VTI", 10, 300, 3000, "USD"]]

    with pytest.raises(ImportRefused, match=r"holdings on several sheets \(Mine, Hers\): keep one"):
        read_file("own.xlsx", workbook({"Mine": holdings, "Hers": holdings}))


def test_a_mapping_is_used_for_a_workbook():
    book = workbook({"Ark": [["Papir", "Antal", "Pris"], ["VTI", 10, 300]]})

    result = read_file("own.xlsx", book, {"symbol": "Papir", "quantity": "Antal", "price": "Pris", "currency": "=DKK"})

    assert [position.currency for position in result.accounts[0].positions] == ["DKK"]


def test_a_workbook_without_holdings_names_its_columns():
    with pytest.raises(ImportRefused, match="has the columns 'Symbol', 'Shares': it needs price or value"):
        read_file("own.xlsx", workbook({"Sheet": [["Symbol", "Shares"], ["VTI", 1]]}))


def test_an_empty_workbook_is_refused():
    with pytest.raises(ImportRefused, match="no visible sheet with content"):
        read_file("own.xlsx", workbook({"Sheet": [[]]}))


def test_a_sheet_of_cash_that_is_not_read_is_told():
    held = [["Symbol", "Quantity", "Price", "Currency"], ["VTI", 1, 300, "USD"]]

    result = read_file("own.xlsx", workbook({"Held": held, "Money": [["Cash", 1500.25]], "Notes": [["Buy more"]]}))

    assert result.warnings == ("The sheet Money is not read: if it states cash, add it as a row to Held.",)
