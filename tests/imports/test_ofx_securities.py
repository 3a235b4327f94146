"""Securities of OFX files that the file does not describe."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from imports.read import read_file
from imports.result import ImportRefused

FILES = Path(__file__).with_name("files")


def test_two_holdings_with_nothing_but_the_brokers_ids_stay_two() -> None:
    text = (FILES / "ofx-v1-sgml.qfx").read_text()
    other = (
        "<POSOTHER><INVPOS><SECID><UNIQUEID>{id}<UNIQUEIDTYPE>FITID</SECID><HELDINACCT>CASH<POSTYPE>LONG<UNITS>{units}"
    )
    other += "<UNITPRICE>7<MKTVAL>{value}<DTPRICEASOF>20260930160000.000[-4:EDT]</INVPOS></POSOTHER>"
    added = other.format(id="PLAN-1", units=1, value=7) + other.format(id="PLAN-2", units=2, value=14)
    assert "</INVPOSLIST>" in text

    read = read_file("plan.qfx", text.replace("</INVPOSLIST>", added + "</INVPOSLIST>").encode())

    found = {held.name: held.value for held in read.accounts[0].positions if held.name and held.name.startswith("PLAN")}
    assert found == {"PLAN-1": Decimal(7), "PLAN-2": Decimal(14)}


def test_a_number_that_is_none_is_refused_with_its_holding_and_field() -> None:
    text = (FILES / "ofx-v1-sgml.qfx").read_text().replace("<UNITS>60", "<UNITS>sixty")

    with pytest.raises(ImportRefused, match="the holding AAPL: UNITS: 'sixty' is no number"):
        read_file("quicken.qfx", text.encode())


def test_an_account_with_a_statement_for_each_of_its_currencies_is_one_account() -> None:
    text = (FILES / "ofx-v1-sgml.qfx").read_text()
    statement = text[text.index("<INVSTMTTRNRS>") : text.index("</INVSTMTTRNRS>") + len("</INVSTMTTRNRS>")]
    in_francs = statement.replace("<CURDEF>USD", "<CURDEF>CHF")
    assert in_francs != statement

    read = read_file("quicken.qfx", text.replace(statement, statement + in_francs).encode())

    assert [account.id for account in read.accounts] == ["X0000"]
    assert {cash.currency: cash.amount for cash in read.accounts[0].cash} == dict.fromkeys(
        ("USD", "CHF"), Decimal("1300.25")
    )


def test_two_statements_of_one_account_are_not_added_up() -> None:
    text = (FILES / "ofx-v1-sgml.qfx").read_text()
    statement = text[text.index("<INVSTMTTRNRS>") : text.index("</INVSTMTTRNRS>") + len("</INVSTMTTRNRS>")]

    with pytest.raises(ImportRefused, match="two statements of the account X0000: download those of one day"):
        read_file("quicken.qfx", text.replace(statement, statement * 2).encode())
