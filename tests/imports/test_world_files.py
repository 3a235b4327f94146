"""Files of Interactive Brokers, DEGIRO, OFX, and people's own tables, and what each becomes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from imports.files.source import Source
from imports.formats import FORMATS
from imports.formats.tables import table
from imports.read import read_file
from imports.result import Destiny, ImportRefused
from tests.imports.compare import FILES, expectation, expected, files_of, plain, read, rows_not_read_once

WORLD = [*files_of("ibkr", "degiro", "ofx", "table")]
REFUSED = [name for name in WORLD if expectation(name).get("refused")]
TAKEN = [name for name in WORLD if name not in REFUSED]
SEMICOLONS = ("ing-depot", "converted", "comdirect", "swissquote", "dkb", "fineco")
DELIMITERS = {"table-own-sheet.csv": "\t"} | {f"table-{name}.csv": ";" for name in SEMICOLONS}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_becomes_what_it_should(name: str):
    should = expected(name)

    became = plain(read(name), should)

    rows, wanted = Counter(became.pop("rows")), Counter(should.pop("rows"))
    assert became == should
    # Rows that an expected file does not list are there, too: every row is accounted for.
    assert wanted - rows == Counter()


@pytest.mark.parametrize("name", TAKEN)
def test_what_a_file_states_as_totals_agrees_with_what_was_read(name: str):
    assert read(name).disagreements == ()


@pytest.mark.parametrize("name", [name for name in TAKEN if name.endswith(".csv")])
def test_every_row_is_accounted_for_once(name: str):
    assert rows_not_read_once((FILES / name).read_bytes(), read(name), DELIMITERS.get(name, ",")) == {}


def test_every_element_of_a_flex_query_is_accounted_for_once():
    content = (FILES / "ibkr-flex.xml").read_bytes()
    result = read_file("ibkr-flex.xml", content)
    written = [
        number
        for number, line in enumerate(content.decode().splitlines(), start=1)
        if line.startswith(("<CashReportCurrency ", "<OpenPosition ", "<AccountInformation "))
    ]

    seen = [position.line for account in result.accounts for position in account.positions]
    for row in result.rows:
        seen += range(row.line or 0, (row.last_line or row.line or 0) + 1)

    # An empty <CashReport /> is no element with content.
    assert sorted(seen) == written


def test_every_position_of_ofx_is_accounted_for_once():
    content = (FILES / "ofx-v1-sgml.qfx").read_text()
    result = read("ofx-v1-sgml.qfx")
    skipped = [row for row in result.rows if row.why.startswith("0 units")]

    # 60 in the cash and 40 in the margin sub-account are one holding.
    assert sum(len(account.positions) for account in result.accounts) + len(skipped) + 1 == content.count("<INVPOS>")


@pytest.mark.parametrize("name", TAKEN)
def test_one_format_alone_recognises_a_file(name: str):
    source = Source(name, (FILES / name).read_bytes())

    found = [each.title for each in FORMATS if each.recognises(source)]

    # The reader of any table comes last: it may know a broker's columns, too. One query has its trades as well.
    history = {"History of transactions (refused)"} if name == "ibkr-flex-sections.csv" else set[str]()
    assert set(found[1:]) <= {table.FORMAT.title} | history
    assert found[0] != table.FORMAT.title or name.startswith("table")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("degiro-transactions.csv", "a history of transactions of DEGIRO, .*open Portfolio and choose Export"),
        ("degiro-account-german.csv", "a history of transactions of DEGIRO, .*open Portfolio and choose Export"),
        ("ibkr-activity-trades.csv", "lists trades .*no Open Positions: export an Activity Statement with"),
        ("ibkr-activity-german.csv", "in another language than English.*set its language to English"),
        ("ofx-transactions.qfx", "lists transactions, and no positions: download"),
    ],
)
def test_a_file_without_holdings_is_refused_with_what_to_bring_instead(name: str, message: str):
    assert name in REFUSED
    with pytest.raises(ImportRefused, match=message):
        read(name)


def test_every_refused_file_is_in_the_list_above():
    assert len(REFUSED) == 5


def test_the_date_of_ofx_is_that_of_its_own_zone():
    """20261231235959[-5:EST] is the next year's first day in UTC."""
    assert read("ofx-v2-xml.ofx").as_of == date(2026, 12, 31)


def test_cash_that_was_swept_into_a_fund_is_counted_once():
    plan = read("ofx-v2-xml.ofx").accounts[1]

    assert plan.cash == ()
    assert [position.value for position in plan.positions] == [Decimal(300), Decimal(250)]


def test_cash_beside_a_fund_of_the_same_value_is_counted_if_the_stated_total_says_so():
    content = (FILES / "ofx-v2-xml.ofx").read_bytes().replace(b"<VALUE>550</VALUE>", b"<VALUE>800</VALUE>")

    result = read_file("plan.ofx", content)

    assert [(cash.currency, cash.amount) for cash in result.accounts[1].cash] == [("USD", Decimal(250))]
    assert result.disagreements == ()


def test_a_disagreement_of_a_stated_total_is_said():
    content = (FILES / "ibkr-activity-statement.csv").read_bytes().replace(b"15625,-375", b"16000,-375")

    (differs,) = read_file("statement.csv", content).disagreements

    assert (differs.stated, differs.read, differs.currency) == (Decimal(16000), Decimal("15625.00"), "EUR")


def test_a_disagreement_of_cash_in_a_flex_query_is_said():
    content = (FILES / "ibkr-flex.xml").read_bytes().replace(b'endingCash="1550"', b'endingCash="1650"')

    (differs,) = read_file("flex.xml", content).disagreements

    assert (differs.what, differs.stated, differs.read) == ("cash of Long term", Decimal(1650), Decimal(1550))


def test_a_total_of_a_table_that_does_not_add_up_is_said():
    content = (FILES / "table-converted.csv").read_bytes().replace(b"3869.30", b"3870.30")

    (differs,) = read_file("own.csv", content).disagreements

    assert (differs.stated, differs.read) == (Decimal("3870.30"), Decimal("3869.30"))


def test_accrued_interest_is_said_and_is_no_disagreement():
    result = read("ibkr-activity-consolidated.csv")

    assert "12.5 USD of accrued interest and dividends are no part of the holdings." in result.warnings
    assert result.disagreements == ()


@pytest.mark.parametrize("name", ["ibkr-activity-consolidated.csv", "ibkr-flex-sections.csv"])
def test_a_future_is_left_out_and_named(name: str):
    result = read(name)

    (row,) = [row for row in result.rows if row.what == "ESZ6"]
    assert row.destiny is Destiny.SKIPPED
    assert any(warning.startswith("ESZ6 is left out") for warning in result.warnings)
    assert all(position.value < 200_000 for account in result.accounts for position in account.positions)


def test_a_flex_query_by_days_is_its_last_day():
    text = (FILES / "ibkr-flex.xml").read_text()
    statement = text[text.index("<FlexStatement accountId") : text.index("</FlexStatement>") + len("</FlexStatement>")]
    earlier = statement.replace("20260930", "20260929").replace('position="10"', 'position="11"')

    result = read_file("flex.xml", text.replace(statement, earlier + "\n" + statement).encode())

    assert result.as_of == date(2026, 9, 30)
    assert len(result.accounts) == 2
    assert result.accounts[0].positions[0].quantity == 10
    assert len([row for row in result.rows if row.why == "an earlier day"]) > 0


def test_a_table_in_utf_16_is_read():
    content = (FILES / "table-own-sheet.csv").read_text().encode("utf-16")

    assert read_file("own.csv", content).accounts == read("table-own-sheet.csv").accounts
