"""What is special about the tables of people and brokers: each is read rightly, or refused in one line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from imports.read import read_file
from imports.result import Destiny, ImportedFile, ImportedPosition, ImportRefused


def table(*lines: str, mapping: dict[str, str] | None = None) -> ImportedFile:
    return read_file("own.csv", ("\n".join(lines) + "\n").encode(), mapping)


def only(result: ImportedFile) -> ImportedPosition:
    (account,) = result.accounts
    (position,) = account.positions
    return position


def cash_of(result: ImportedFile) -> list[tuple[str, Decimal]]:
    return [(cash.currency, cash.amount) for account in result.accounts for cash in account.cash]


@pytest.mark.parametrize(
    ("heading", "currency", "unit_price"),
    [
        ("Price (£)", "GBP", "250"),
        ("Price £", "GBP", "250"),
        ("Price (€)", "EUR", "250"),
        ("Kurs in Euro", "EUR", "250"),
        ("Price (US$)", "USD", "250"),
        ("Price (CA$)", "CAD", "250"),
        ("$ Price", "USD", "250"),
        ("Price (pence)", "GBP", "2.5"),
        ("Price (p)", "GBP", "2.5"),
    ],
)
def test_a_sign_or_a_word_in_a_heading_is_its_columns_currency(heading: str, currency: str, unit_price: str):
    result = table(f"Symbol,Quantity,{heading}", "XYZ,10,250")

    assert (only(result).currency, only(result).unit_price) == (currency, Decimal(unit_price))
    assert result.warnings == ()


def test_each_figure_may_have_its_currency_in_a_column_that_is_named_after_it():
    result = table(
        "Symbol,Quantity,Market Price,Market Price Currency,Market Value,Market Value Currency",
        "XYZ,10,200,USD,2700,CAD",
    )

    assert (only(result).currency, only(result).value_in_base, result.base_currency) == ("USD", 2700, "CAD")


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (("Stock,Quantity,Price,Value", 'BP.,1000,450.20,"£4,502.00"'), "4502"),
        (("Stock,Quantity,Price", "BP.,1000,450.20p"), "4502"),
        (("Stock,Quantity,Price,Value", "BP.,1000,450.20p,4502.00"), "4502"),
        (("Stock,Quantity,Price (pence),Value", "BP.,1000,450.20,4502.00"), "4502"),
        (("Stock,Quantity,Price,Value,Currency", "BP.,1000,450.20,4502.00,GBX"), "4502"),
        (("Stock,Quantity,Price,Value,Currency", "BP.,1000,450.20,450200,GBX"), "4502"),
    ],
)
def test_a_price_in_pence_is_no_price_in_per_cent_of_par(lines: tuple[str, ...], value: str):
    position = only(table(*lines))

    assert (position.symbol, position.kind, position.value) == ("BP.L", "stock", Decimal(value))
    assert (position.currency, position.quoted_in) == ("GBP", "pence (GBX)")


def test_a_gilt_is_in_per_cent_of_par_though_its_value_is_in_pounds():
    position = only(table("Name,Quantity,Price,Value", 'Treasury 4.25% 2034,1000,98.50,"£985.00"'))

    assert (position.kind, position.quoted_in, position.value) == ("bond", "percent of par", 985)


@pytest.mark.parametrize(
    ("row", "quantity", "value"),
    [
        ("Siemens AG;10 Stk.;200,00 EUR;", "10", "2000"),
        ("SAP SE;1,5 Stück;250,00 €;", "1.5", "375"),
        ("Example;5 shares;10,00 €;", "5", "50"),
        ("Bund 2033;5.000 EUR;98,50 %;4.925,00 EUR", "5000", "4925"),
        ("Example 2033;5.000;98,50%;4.925,00 EUR", "5000", "4925"),
    ],
)
def test_units_and_per_cents_beside_numbers_are_read(row: str, quantity: str, value: str):
    position = only(table("Bezeichnung;Stück;Kurs;Wert", row))

    assert (position.quantity, position.value, position.currency) == (Decimal(quantity), Decimal(value), "EUR")
    assert position.kind == ("bond" if "%" in row else "other")


def test_a_price_in_per_cent_makes_the_value_where_none_is_stated():
    assert only(table("Name,Quantity,Price,Currency", "Example,1000,98.5%,EUR")).value == 985


@pytest.mark.parametrize("side", ["Short", "SHORT", "Sell", "S"])
def test_a_column_for_the_side_makes_a_quantity_negative(side: str):
    position = only(table("Symbol,L/S,Quantity,Price,Value,Currency", f"TSLA,{side},5,300,1500,USD"))

    assert (position.quantity, position.value) == (-5, -1500)


def test_a_short_holding_whose_value_is_in_another_currency_is_negative_there_too():
    position = only(table("Symbol,L/S,Quantity,Price,Currency,Value (EUR)", "TSLA,Short,5,300,USD,1300"))

    assert (position.value, position.value_in_base) == (-1500, -1300)


@pytest.mark.parametrize(
    ("written", "symbol"),
    [
        ("NASDAQ:AAPL", "AAPL"),
        ("NYSE:BRK.B", "BRK.B"),
        ("AAPL US Equity", "AAPL"),
        ("AAPL.US", "AAPL"),
        ("LON:VOD", "VOD.L"),
        ("VOD LN Equity", "VOD.L"),
        ("XETR:VWCE", "VWCE.DE"),
        ("BP.", "BP.L"),
        ("VOD.L", "VOD.L"),
    ],
)
def test_an_exchange_beside_a_symbol_is_no_part_of_it(written: str, symbol: str):
    position = only(table("Symbol,Quantity,Price,Currency", f"{written},1,2,USD"))

    assert (position.symbol, position.kind) == (symbol, "stock")
    assert position.as_written == (written if written != symbol else None)


@pytest.mark.parametrize(
    ("written", "symbol"),
    [
        (".AAPL270115C250", "AAPL 2027-01-15 C 250"),
        ("O:AAPL270115P00250000", "AAPL 2027-01-15 P 250"),
        ("AAPL Jan 15 2027 250.0 Call", "AAPL 2027-01-15 C 250"),
        ("AAPL 1/15/27 C250", "AAPL 2027-01-15 C 250"),
        ("AAPL 01/15/27 250.00 P", "AAPL 2027-01-15 P 250"),
        ("100 15 JAN 27 250 CALL", None),
        ("AAPL 250 Calls Jan 2027", None),
    ],
)
def test_an_option_is_worth_a_hundred_times_its_price_however_it_is_written(written: str, symbol: str | None):
    position = only(table("Symbol,Quantity,Price,Currency", f"{written},-2,10,USD"))

    assert (position.kind, position.symbol, position.value) == ("option", symbol, -2000)


def test_a_bond_that_can_be_called_is_no_option():
    position = only(
        table("Name,Quantity,Price,Currency", "EXAMPLE CITY REV 5% 06/01/2035 CALL 06/01/2030,5000,101,USD")
    )

    assert (position.kind, position.value) == ("bond", 5050)


@pytest.mark.parametrize("kind", ["Bonds", "Fixed Income", "Fixed Income & Cash", "Treasuries"])
def test_a_fund_whose_asset_class_is_bonds_is_no_bond(kind: str):
    """It was worth a hundredth: debt itself is quoted in per cent."""
    position = only(table("Symbol,Asset class,Quantity,Price", f"BND,{kind},10,75"))

    assert (position.kind, position.value) == ("bond_fund", 750)


def test_a_share_of_equities_in_a_funds_name_is_no_coupon():
    position = only(table("Name,Quantity,Price,Currency", "Example LifeStrategy 80% Equity,100,250,GBP"))

    assert position.value == 25000


@pytest.mark.parametrize(
    "name",
    [
        "Margin balance",
        "Cash sweep",
        "Pending activity",
        "Settled cash",
        "Money market sweep: FDIC insured",
        "Cash & Cash Investments",
        "CASH$",
        "$$CASH_TX",
    ],
)
def test_brokers_words_for_money_are_cash(name: str):
    result = table("Name,Quantity,Price,Value,Currency", "Apple,10,200,2000,USD", f"{name},,,-75.50,USD")

    assert cash_of(result) == [("USD", Decimal("-75.50"))]


def test_currencies_that_are_held_are_cash():
    result = table("Symbol,Quantity,Price,Currency", "VWCE,15,130,EUR", "EUR,1000.50,1,EUR", "USD,-20,1,USD")

    assert cash_of(result) == [("EUR", Decimal("1000.50")), ("USD", -20)]


def test_the_company_called_total_is_a_holding():
    result = table("Name,Symbol,Quantity,Price,Value,Currency", "TOTAL,TTE,50,60,3000,EUR", "Total,,,,3000,EUR")

    assert only(result).symbol == "TTE"
    assert result.disagreements == ()


def test_a_total_without_the_cash_agrees_too():
    result = table("Name,Quantity,Price,Value", "Apple,10,200,2000", "Cash,,,500", "Total,,,2000")

    assert result.disagreements == ()


def test_cash_and_the_total_above_a_table_are_read():
    lines = ["Total cash:,123.45", "Total value:,2123.45", "As at:,30-Sep-2026", "", "Symbol,Quantity,Price (£)"]

    result = table(*lines, "XYZ,10,200.00")

    assert cash_of(result) == [("GBP", Decimal("123.45"))]
    assert (result.as_of, result.disagreements) == (date(2026, 9, 30), ())
    assert [row.destiny for row in result.rows if row.line in (1, 2)] == [Destiny.CASH, Destiny.TOTAL]


@pytest.mark.parametrize(
    ("line", "currency", "cash"),
    [
        ("Cash,£500.00", "USD", ("GBP", 500)),
        ("Cash,500.00 EUR", "USD", ("EUR", 500)),
        ("Cash (EUR),500.00", "USD", ("EUR", 500)),
        ("Cash,500.00", "CAD", ("CAD", 500)),
        ("Cash,$500.00", "CAD", ("CAD", 500)),
        ("Cash,US$500.00", "CAD", ("USD", 500)),
        ("Cash (USD),$500.00", "CAD", ("USD", 500)),
        ("Cash,$500.00", "EUR", ("USD", 500)),
        ("Cash,500p", "GBP", ("GBP", 5)),
    ],
)
def test_cash_above_a_table_has_the_currency_beside_its_amount(line: str, currency: str, cash: tuple[str, int]):
    """Pounds above holdings in dollars were as many dollars."""
    assert cash_of(table(line, "Symbol,Quantity,Price,Currency", f"XYZ,10,200,{currency}")) == [cash]


def test_a_total_above_a_table_that_does_not_add_up_is_said():
    (differs,) = table("Total value:,2500.00", "Symbol,Quantity,Price", "XYZ,10,200.00").disagreements

    assert (differs.stated, differs.read) == (2500, 2000)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (("A,XYZ,10,200", "B,XYZ,1,200"), "it is not clear in which account it is"),
        (("A,XYZ,10,200", "A,Cash,123.45,1"), "the table has cash of its own"),
    ],
)
def test_cash_above_a_table_is_never_counted_twice_or_guessed(rows: tuple[str, ...], why: str):
    result = table("Total cash:,123.45", "Account,Symbol,Quantity,Price", *rows)

    assert f"Line 1, Total cash:, is left out: {why}." in result.warnings
    assert sum(amount for _, amount in cash_of(result)) == (Decimal("123.45") if "Cash" in rows[1] else 0)


def test_accounts_with_one_name_are_told_apart_by_their_numbers():
    result = table("Account Name,Account Number,Symbol,Quantity,Price", "TFSA,1,XYZ,1,300", "TFSA,2,XYZ,2,300")

    assert [(account.id, account.name) for account in result.accounts] == [("1", "TFSA"), ("2", "TFSA")]


@pytest.mark.parametrize("title", ["Stocks", "Mutual funds", "ETFs & Funds", "Stocks and ETFs"])
def test_a_line_above_a_repeated_heading_may_name_a_kind(title: str):
    """`ETFs & Funds` was an account."""
    heading = "Symbol,Quantity,Price"

    result = table("Savings", heading, "VTI,10,300", title, heading, "VOO,5,300")

    assert [(account.name, len(account.positions)) for account in result.accounts] == [("Savings", 2)]


@pytest.mark.parametrize("name", ["Shares ISA", "Share dealing", "Equity Portfolio", "Bond IRA"])
def test_an_account_may_be_called_by_what_it_holds(name: str):
    """Its holdings were added to the account above."""
    heading = "Symbol,Quantity,Price"

    result = table("SIPP", heading, "VTI,10,300", name, heading, "VTI,5,300")

    assert [(account.name, account.positions[0].quantity) for account in result.accounts] == [("SIPP", 10), (name, 5)]


def test_a_line_above_a_repeated_heading_names_an_account():
    heading = "Symbol,Quantity,Price"

    result = table("My accounts", "Roth IRA", heading, "VTI,10,300", "Brokerage", heading, "VTI,5,300")

    assert [(account.name, account.account_kind) for account in result.accounts] == [
        ("Roth IRA", "roth_ira"),
        ("Brokerage", "taxable"),
    ]
    assert [account.positions[0].quantity for account in result.accounts] == [10, 5]


def test_a_line_above_the_only_heading_is_a_title():
    result = table("Holdings of today", "Symbol,Quantity,Price", "VTI,10,300")

    assert [account.name for account in result.accounts] == ["Portfolio"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ("Symbol,Quantity,Price,Value", "VTI,10,300,25,3002,50"),
            "line 2 has more columns than the heading: a number or a name with the file's separator in it must stand",
        ),
        (("Symbol,Quantity,Price", "VTI,10,300,25"), "line 2 has more columns than the heading"),
        (("Name,Quantity,Price", "Cash,,100,25"), "line 2 has more columns than the heading"),
        (
            ("Bezeichnung;Stück;Kurs", "Siemens;10;200,50"),
            "names no currency, and its decimal commas are not those of dollars: give the currency in the mapping",
        ),
        (
            ("ISIN,Quantity,Price,Currency", "US0378331006,10,200,EUR"),
            "no row with a holding or cash: Line 2, .*'US0378331006' is no ISIN or CUSIP, its check digit is wrong",
        ),
        (
            ("Date,Symbol,Quantity,Price", "2026-08-31,VTI,10,290", "2026-09-30,VTI,10,300"),
            "has VTI on line 2 and on line 3 with prices of two days: it is a history, no list of holdings",
        ),
        (("Account no,Symbol\n1,VTI",), "it needs quantity and price or value"),
        (('"Symbol,Quantity,Price"', '"VTI,10,300"'), "has whole lines in quotes, each as one cell"),
    ],
)
def test_what_cannot_be_read_rightly_is_refused(lines: tuple[str, ...], message: str):
    with pytest.raises(ImportRefused, match=message) as refusal:
        table(*lines)

    assert "\n" not in str(refusal.value)


def test_a_file_that_breaks_off_within_a_row_is_refused():
    with pytest.raises(ImportRefused, match="the file ends within line 3, which has 4 of 5 columns"):
        read_file("own.csv", b"Symbol,Quantity,Price,Value,Currency\nVTI,10,300,3000,USD\nBND,20,75.00,15")


def test_a_table_without_decimals_and_currency_is_taken_as_before():
    assert only(table("Symbol;Quantity;Price", "VTI;10;300")).currency == "USD"


def test_lots_at_one_price_are_one_holding_whatever_their_days():
    position = only(table("Date,Symbol,Quantity,Price", "2025-01-06,VTI,10,300", "2026-03-02,VTI,5,300"))

    assert (position.quantity, position.value) == (15, 4500)


def test_the_same_instrument_in_two_accounts_may_have_prices_of_two_days():
    result = table("Account,Date,Symbol,Quantity,Price", "A,2026-09-29,VTI,1,299", "B,2026-09-30,VTI,1,300")

    assert [account.positions[0].value for account in result.accounts] == [299, 300]


def test_a_wrong_isin_beside_a_name_is_told():
    result = table("Name,ISIN,Quantity,Price,Currency", "Apple,US0378331006,10,200,USD")

    assert (only(result).name, only(result).isin) == ("Apple", None)
    assert "Line 2: 'US0378331006' is no ISIN, its check digit is wrong: Apple is taken." in result.warnings


def test_a_stated_value_far_from_quantity_times_price_is_told():
    """E.g. a price from before a split."""
    result = table("Symbol,Quantity,Price,Value,Currency", "NVDA,100,1200,12000,USD")

    assert (only(result).value, only(result).unit_price) == (12000, 120)
    assert result.warnings == ("Line 2: the value of NVDA is 0.1 times its quantity × price; the value is taken.",)


def test_a_spreadsheets_number_for_a_day_is_a_day():
    assert table("Symbol,Quantity,Price,Date", "VTI,10,300,46295").as_of == date(2026, 9, 30)


def test_the_heading_of_coins_says_that_they_are_crypto():
    position = only(table("Coin,Amount,Price (USD),Value (USD)", "SHIB,1000000,0.00001234,12.34"))

    assert (position.symbol, position.kind, position.quantity, position.value) == (
        "SHIB",
        "crypto",
        1000000,
        Decimal("12.34"),
    )


@pytest.mark.parametrize(
    ("price", "currency"), [("R$ 200,50", "BRL"), ("200,50 zł", "PLN"), ("Fr. 200.50", "CHF"), ("₹200.50", "INR")]
)
def test_signs_of_other_countries_are_currencies(price: str, currency: str):
    position = only(table("Symbol;Quantity;Price", f"XYZ;10;{price}"))

    assert (position.currency, position.unit_price) == (currency, Decimal("200.50"))


def test_a_value_without_units_is_told():
    """E.g. an annuity, which has no units."""
    result = table("Name,Quantity,Price,Value", "Apple,10,200,2000", "TIAA Traditional,0,0,12345.67")

    assert "Line 3, TIAA Traditional, is left out: has a value, and 0 units." in result.warnings


@pytest.mark.parametrize("name", ["UBS BANK USA DEP ACCT", "FDIC Insured Bank Deposit", "Example Deposit Sweep"])
def test_money_at_a_bank_is_cash(name: str):
    result = table("Symbol,Name,Quantity,Price,Value", "AAPL,Apple,10,200,2000", f",{name},1500.25,1.00,1500.25")

    assert cash_of(result) == [("USD", Decimal("1500.25"))]


def test_cash_of_several_currencies_below_a_table_is_read():
    rows = '"","VFV","10","150.00","CAD"', '"Cash CAD","1,234.56"', '"Cash USD","50.00"', '"Important information"'

    result = table("Account: 0000 - RRSP", '"","Symbol","Quantity","Price","Currency"', *rows)

    assert cash_of(result) == [("CAD", Decimal("1234.56")), ("USD", Decimal("50.00"))]
    assert (result.accounts[0].id, result.base_currency) == ("0000 - RRSP", "CAD")


def test_a_row_of_cash_in_the_table_is_no_line_beside_it():
    result = table("Name,Quantity,Price,Value (EUR)", "Apple,10,200,2000", "Cash,,,-120.50", "Cash,,,20")

    assert cash_of(result) == [("EUR", Decimal("-100.50"))]


def test_blanks_in_an_accounts_name_tell_no_accounts_apart():
    result = table("Account,Symbol,Quantity,Price", "My  savings,VTI,1,300", "My savings,VTI,2,300")

    assert [(account.name, account.positions[0].quantity) for account in result.accounts] == [("My savings", 3)]


def test_a_line_of_signs_between_rows_says_nothing():
    result = table("| Symbol | Quantity | Price | Currency |", "|---|---:|---|---|", "| VTI | 10 | 300.25 | USD |")

    assert only(result).value == Decimal("3002.50")
    assert result.warnings == ()


def test_a_cusip_without_its_zero_is_a_cusip():
    assert only(table("CUSIP,Name,Quantity,Price,Currency", "37833100,APPLE,10,200,USD")).cusip == "037833100"


@pytest.mark.parametrize(
    ("row", "currency", "value"),
    [
        ("VOD.L,1000,72.5,", "GBP", "725"),
        ("VOD.L,1000,72.5,725", "GBP", "725"),
        ("LON:VOD,1000,72.5,725", "GBP", "725"),
        ("VWCE.DE,10,130,", "EUR", "1300"),
        ("7203.T,100,2700,270000", "JPY", "270000"),
    ],
)
def test_without_a_currency_that_of_the_exchange_in_the_symbol_is_taken_and_said(row: str, currency: str, value: str):
    result = table("Symbol,Quantity,Price,Value", row)

    assert (only(result).currency, only(result).value) == (currency, Decimal(value))
    (warning,) = result.warnings
    assert warning.startswith("The file names no currency: that of the exchange in a symbol is taken")


def test_a_stated_currency_goes_before_that_of_an_exchange():
    assert only(table("Symbol,Quantity,Price,Currency", "VOD.L,1000,0.725,GBP")).value == 725


def test_a_number_that_is_none_in_degiros_file_is_refused_with_its_line_and_column():
    lines = (
        "Product,Symbol/ISIN,Amount,Closing,Local value,,Value in EUR",
        "APPLE INC,US0378331005,ten,200,USD,2000,1750",
    )

    with pytest.raises(ImportRefused, match=r"own\.csv, line 2: quantity: 'ten' is no number"):
        table(*lines)


def test_a_price_that_is_not_known_in_degiros_file_leaves_the_value():
    lines = (
        "Product,Symbol/ISIN,Amount,Closing,Local value,,Value in EUR",
        "APPLE INC,US0378331005,10,N/A,USD,2000,1750",
    )

    assert (only(table(*lines)).unit_price, only(table(*lines)).value) == (200, 2000)


@pytest.mark.parametrize(
    "line", ["As of 2026-09-30 16:00 GMT-04:00", "Data generated Sep 30, 2026", "Stand: 30.09.2026"]
)
def test_a_line_below_a_table_may_tell_its_day(line: str):
    result = table("Symbol,Quantity,Price,Currency", "VTI,10,300,USD", f'"{line}"')

    assert (result.as_of, only(result).price_date) == (date(2026, 9, 30), None)


def test_a_balance_beside_a_price_alone_is_no_quantity():
    """In plans it is money: times the price, it would be worth many times too much."""
    with pytest.raises(ImportRefused, match="it needs quantity"):
        table("Fund,Price,Balance", "Example 2050 Fund,20,10000")


@pytest.mark.parametrize("name", ["Global X NASDAQ 100 Covered Call 2X ETF", "Example 30 Call Writing Fund 2"])
def test_a_fund_that_writes_calls_is_no_option(name: str):
    assert only(table("Symbol,Name,Quantity,Price", f"QYLD,{name},10,20")).value == 200


def test_a_value_of_one_price_a_unit_shows_no_option():
    position = only(table("Name,Quantity,Price,Value", "EXAMPLE 5 CALL 2030,10,20,200"))

    assert position.kind != "option"


def test_a_bond_with_a_ticker_and_without_a_value_is_told():
    result = table("Symbol,Type,Quantity,Price,Currency", "BND,Bond,10,75,USD")

    (warning,) = result.warnings
    assert (only(result).value, warning) == (
        750,
        "Line 2: BND is taken as a bond fund, priced for one unit: bonds have no ticker.",
    )


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("iShares Core Global Aggregate Bond UCITS ETF", "etf", 10000),
        ("iShares 20+ Year Treasury Bond ETF", "etf", 10000),
        ("Vanguard Total Bond Market", "bond_fund", 10000),
        ("BUND 2,6 33", "bond", 100),
        ("Bundesrep.Deutschland Anl. v. 23/33", "bond", 100),
        ("BTP 4% 2035", "bond", 100),
        ("EXAMPLE BANK CD 4.00% 08/24/2028", "bond", 100),
        ("Example Pfandbriefbank 2030", "bond", 100),
    ],
)
def test_without_a_value_the_name_tells_bonds_from_their_funds(name: str, kind: str, value: int):
    """One is quoted in per cent of par, the other for one unit: the value would be a hundred times off."""
    position = only(table("Name;Quantity;Price;Currency", f"{name};100;100;EUR"))

    assert (position.kind, position.value) == (kind, value)


def test_a_fund_of_bonds_without_a_ticker_is_no_bond():
    row = "iShares Euro Govt Bond UCITS ETF,IE00B4WXJJ64,Fixed Income,10,110,EUR"

    position = only(table("Name,ISIN,Asset class,Quantity,Price,Currency", row))

    assert (position.kind, position.value) == ("bond_fund", 1100)


@pytest.mark.parametrize(
    ("row", "kind", "value"),
    [
        ("UST30,US Treasury 0.625% 05/15/2030,10000,98.5", "bond", 9850),
        # A note that an exchange trades for one unit.
        ("EXMPZ,Example Corp 6.5% Notes 2056,100,25", "stock", 2500),
        ("EXMP,Example Corp,100,98.5", "stock", 9850),
    ],
)
def test_a_coupon_and_a_year_beside_a_symbol_are_a_bonds(row: str, kind: str, value: int):
    position = only(table("Symbol,Name,Quantity,Price", row))

    assert (position.kind, position.value) == (kind, value)


def test_the_first_of_several_tables_may_have_the_fewest_columns():
    """Its rows were taken for lines above the table, and left out without a word."""
    first = "Name,Units,NAV,Currency", "World,10,20,USD"

    (account,) = table(*first, "", "Symbol,Name,Units,NAV,Value,Currency", "VTI,Total,1,300,300,USD").accounts

    assert [held.value for held in account.positions] == [200, 300]


def test_each_of_several_tables_has_its_columns():
    """Read by the columns of the first, a price was a quantity."""
    stocks = "Stocks", "Symbol,Quantity,Price,Value", "VTI,10,300,3000"
    funds = "Mutual funds", "Fund name,NAV,Units,Currency", "World,30,20,USD", "Bonds of the world,75,2,USD"

    (account,) = table(*stocks, "", *funds).accounts

    assert [(held.symbol or held.name, held.quantity, held.value) for held in account.positions] == [
        ("VTI", 10, 3000),
        ("World", 20, 600),
        ("Bonds of the world", 2, 150),
    ]


def test_a_row_without_a_digit_is_no_heading():
    result = table("Symbol,Quantity,Price", "VTI,10,300", "Stock,none,unknown", "BND,20,75")

    assert [position.symbol for position in result.accounts[0].positions] == ["VTI", "BND"]
