"""What changes nothing in a broker's file: the order of columns, a column more, the encoding."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from imports.read import read_file
from imports.result import Destiny, ImportedFile
from tests.imports.compare import read
from tests.imports.tables import NAMES, Table, is_heading, rows_of, text_of, written


def tables_changed(rows: Table, change: Callable[[list[str], int], list[str]]) -> Table:
    """Every row of a table, its heading first, through `change(row, width)`; titles and footers stay."""
    width, changed = 0, Table()
    for row in rows:
        width = len(row) if is_heading(row) else width
        within = width and len(row) >= width
        changed.append(change(row, width) if within else row)
    return changed


def substance(result: ImportedFile) -> tuple[object, ...]:
    return result.as_of, result.accounts, sorted((row.line or 0, row.what) for row in result.rows)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", [name for name in NAMES if name != "etrade-portfoliodownload.csv"])
def test_columns_are_found_by_their_headings(name: str, seed: int):
    """But in E*TRADE's file with a total that stands one column left of its heading."""

    def shuffle(row: list[str], width: int) -> list[str]:
        order = random.Random(seed + width).sample(range(width), width)
        return [row[at] for at in order] + row[width:]

    result = read_file(name, written(tables_changed(rows_of(name), shuffle)))

    assert substance(result)[:2] == substance(read_file(name, written(rows_of(name))))[:2]


@pytest.mark.parametrize("name", NAMES)
def test_an_added_column_changes_nothing(name: str):
    def add(row: list[str], width: int) -> list[str]:
        return [*row[:2], "New column" if is_heading(row) else "7.77", *row[2:]]

    rows = [row for row in rows_of(name) if not row or row[0] != "TOTAL"]

    result = read_file(name, written(tables_changed(rows, add)))

    assert result.accounts == read_file(name, written(rows)).accounts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", NAMES)
def test_encoding_and_line_ends_do_not_matter(name: str, newline: str, encoding: str):
    text = text_of(name).replace("\r\n", "\n").replace("\u200b", "")

    result = read_file(name, text.replace("\n", newline).encode(encoding))

    assert substance(result) == substance(read(name))


@pytest.mark.parametrize("name", NAMES)
def test_commas_at_the_end_of_every_line_do_not_matter(name: str):
    rows = [[*row, "", ""] for row in rows_of(name)]

    assert substance(read_file(name, written(rows))) == substance(read_file(name, written(rows_of(name))))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_left_out_says_why(name: str):
    for row in read(name).rows:
        assert row.why
        assert row.what
        assert row.destiny in Destiny


def test_schwabs_accounts_with_the_same_three_digits_are_two():
    text = text_of("schwab-positions-all-accounts.csv").replace("...001", "...000")

    accounts = read_file("schwab.csv", text.encode()).accounts

    assert [(account.id, account.name) for account in accounts] == [
        ("...000", "Individual"),
        ("Roth_IRA ...000", "Roth_IRA"),
    ]


def test_a_comma_divides_the_name_of_schwabs_account_and_it_is_put_together():
    text = text_of("schwab-positions-all-accounts.csv").replace("Individual ...000", "Example Family Trust, A ...000")

    accounts = read_file("schwab.csv", text.encode()).accounts

    assert [(account.id, account.name, account.account_kind) for account in accounts] == [
        ("...000", "Example Family Trust, A", "taxable"),
        ("...001", "Roth_IRA", "roth_ira"),
    ]
