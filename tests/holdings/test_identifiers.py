"""One spelling for each instrument."""

from __future__ import annotations

import pytest

from holdings.identifiers import canonical_symbol, cusip_of, is_cusip, is_isin, symbol_of_name
from holdings.options import parse_option


@pytest.mark.parametrize("written", ["BRK.B", "BRK/B", "BRK B", "BRKB", "BRK-B", "brk.b", "  BRK  B "])
def test_share_classes_have_one_spelling(written: str) -> None:
    assert canonical_symbol(written) == "BRK.B"


@pytest.mark.parametrize("symbol", ["VOO", "A", "7203.T", "BTC-USD", "912828ZQ6", "AAPL 2027-01-15 C 250", "GRUB"])
def test_other_symbols_stay(symbol: str) -> None:
    assert canonical_symbol(symbol) == symbol


@pytest.mark.parametrize("written", ["", " ", "-A", "A;", "A_B", "X" * 41, "É"])
def test_what_no_symbol_can_be_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="a symbol has 1 to 40 letters"):
        canonical_symbol(written)


@pytest.mark.parametrize(
    "written",
    [
        *("AAPL  270115C00250000", "-AAPL270115C250", " -AAPL270115C250", "AAPL 15JAN27 250 C"),
        *("AAPL 01/15/2027 250.00 C", "AAPL Jan 15 '27 $250 Call", "AAPL 2027-01-15 C 250"),
    ],
)
def test_an_option_has_one_spelling(written: str) -> None:
    option = parse_option(written)

    assert option is not None
    assert option.symbol == "AAPL 2027-01-15 C 250"


@pytest.mark.parametrize("written", ["VOO", "AAPL 270230C00250000", "AAPL 15JAN27", "912828ZQ6", "-AAPL", ""])
def test_what_names_no_option_is_none(written: str) -> None:
    assert parse_option(written) is None


@pytest.mark.parametrize("isin", ["US0378331005", "IE00B4L5Y983", "GB00BH4HKS39", "JP3633400001"])
def test_the_check_digit_of_an_isin_counts(isin: str) -> None:
    wrong = isin[:-1] + str((int(isin[-1]) + 1) % 10)

    assert (is_isin(isin), is_isin(wrong), is_isin(isin.lower())) == (True, False, False)


@pytest.mark.parametrize("cusip", ["037833100", "912828ZQ6", "084670702"])
def test_the_check_digit_of_a_cusip_counts(cusip: str) -> None:
    wrong = cusip[:-1] + str((int(cusip[-1]) + 1) % 10)

    assert (is_cusip(cusip), is_cusip(wrong)) == (True, False)


def test_an_isin_of_the_united_states_holds_a_cusip() -> None:
    assert (cusip_of("US912828ZQ64"), cusip_of("IE00B4L5Y983")) == ("912828ZQ6", None)


def test_a_name_makes_a_symbol() -> None:
    assert symbol_of_name("Vanguard Target Retirement 2050 Trust") == "VANGUARD-TARGET-RETIREMENT-2050-TRUST"
    assert symbol_of_name("Société Générale") == "SOCIETE-GENERALE"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("State Street Target Retirement Securities Fund 2040", "State Street Target Retirement Securities Fund 2050"),
        ("贵州茅台", "腾讯控股"),
        ("Сбербанк А", "Газпром А"),
        ("!!!", "???"),
    ],
)
def test_two_names_are_two_symbols(one: str, other: str):
    """As one symbol, their quantities were added up."""
    assert symbol_of_name(one) != symbol_of_name(other)
    for name in (one, other):
        assert canonical_symbol(symbol_of_name(name)) == symbol_of_name(name)
        assert symbol_of_name(f" {name.lower()}  ") == symbol_of_name(name)
