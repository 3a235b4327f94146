"""Any table with recognisable columns: numbers, headings, mappings, cash, sums and currencies."""

from __future__ import annotations

from decimal import Decimal

import pytest

from imports.cells.numbers import Convention, convention_of, number
from imports.read import read_file
from imports.result import Destiny, ImportedFile, ImportRefused

POINT, COMMA, UNGROUPED = Convention.RATHER_POINT, Convention.RATHER_COMMA, Convention.UNGROUPED


def table(*lines: str, mapping: dict[str, str] | None = None) -> ImportedFile:
    return read_file("own.csv", "\n".join(lines).encode(), mapping)


@pytest.mark.parametrize(
    ("text", "convention", "value"),
    [
        ("1,234.50", POINT, "1234.50"),
        ("1.234,50", COMMA, "1234.50"),
        ("1.234,50", POINT, "1234.50"),
        ("1'234.50", POINT, "1234.50"),
        ("1 234,50", COMMA, "1234.50"),
        ("1\u202f234,50", COMMA, "1234.50"),
        ("1,234", POINT, "1234"),
        ("12,34,567.50", POINT, "1234567.50"),
        ("₹1,00,000", POINT, "100000"),
        ("R$ 1.234,50", POINT, "1234.50"),
        ("1\u2009234,50 zł", COMMA, "1234.50"),
        ("450.2p", POINT, "450.2"),
        ("1,234", COMMA, "1.234"),
        ("1.234", COMMA, "1234"),
        ("1.234", POINT, "1.234"),
        ("12,5", POINT, "12.5"),
        ("0,125", POINT, "0.125"),
        ("1.234.567", COMMA, "1234567"),
        ("$1,000", POINT, "1000"),
        ("€ 5,00", COMMA, "5.00"),
        ("5,00 EUR", COMMA, "5.00"),
        ("(120.00)", POINT, "-120.00"),
        ("120.00-", POINT, "-120.00"),
        ("\u2212120", POINT, "-120"),
        ("1.5E+05", POINT, "150000"),
        ("0.000000000000000001", POINT, "0.000000000000000001"),
        ("(-5)", POINT, "5"),
        ("1.234", UNGROUPED, "1.234"),
        ("1,234", UNGROUPED, "1.234"),
        ("-1234.5", UNGROUPED, "-1234.5"),
    ],
)
def test_a_number_is_read_exactly(text: str, convention: Convention, value: str):
    assert number(text, convention) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "abc", "1,23,45", "1,234,56,789", "1.2.3,4,5", "--5", "1e400", "12,34.567.8", "5 apples", "+"]
)
def test_what_is_no_number_is_not_read(text: str):
    with pytest.raises(ValueError, match=r"is no number|more than 28 digits"):
        number(text, POINT)


@pytest.mark.parametrize(
    ("texts", "convention"),
    [
        (["1.234,5"], COMMA),
        (["1,234.5"], POINT),
        (["12,5", "100"], COMMA),
        (["1,234", "1,234", "0.5"], POINT),
        (["1.234", "1.234", "7,25"], COMMA),
        (["1,234"], POINT),
        ([], POINT),
    ],
)
def test_the_decimal_sign_is_that_of_the_numbers_that_leave_no_choice(texts: list[str], convention: Convention):
    assert convention_of(texts) is convention


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str):
    lines = (delimiter.join(row) for row in (["Ticker", "Shares", "Last price", "Ccy"], ["VTI", "10", "300.25", "usd"]))

    (position,) = table(*lines).accounts[0].positions

    assert (position.symbol, position.value, position.currency) == ("VTI", Decimal("3002.50"), "USD")


@pytest.mark.parametrize(
    ("heading", "message"),
    [
        ("Symbol,Shares", "columns 'Symbol', 'Shares': it needs price or value, by these names or by a mapping"),
        ("Symbol,Price", "it needs quantity"),
        ("Quantity,Price", r"it needs one for the instrument \(symbol, isin, cusip or name\)"),
        ("Papir,Antal,Pris", "columns 'Papir', 'Antal', 'Pris': it needs one for the instrument .* and quantity and"),
    ],
)
def test_a_table_that_lacks_a_column_is_refused_with_what_it_has_and_needs(heading: str, message: str):
    with pytest.raises(ImportRefused, match=message):
        table(heading, "VTI,10,300"[: len(heading)])


def test_a_mapping_names_columns_that_are_not_known_and_constants():
    given = {"symbol": "Papir", "quantity": "Antal", "price": "Pris", "currency": "=DKK", "account": "=Savings"}

    result = table("Papir,Antal,Pris", "VTI,10,300", mapping=given)

    (account,) = result.accounts
    assert (account.name, account.positions[0].currency, account.positions[0].value) == ("Savings", "DKK", 3000)
    assert result.mapping == given


def test_a_mapping_of_constants_is_for_the_columns_that_are_recognised():
    """It is what the refusal of a file without a currency asks for."""
    lines = "Depot 123", "Name;Stück;Kurs", "Apple;10;100,50"
    with pytest.raises(ImportRefused, match=r"give the currency in the mapping, .* =EUR"):
        table(*lines)

    (account,) = table(*lines, mapping={"currency": "=EUR", "account": "=Savings"}).accounts

    assert (account.name, account.positions[0].currency, account.positions[0].value) == ("Savings", "EUR", 1005)


def test_a_constant_holds_for_the_rows_of_a_second_table_too():
    lines = "Name,Units,NAV", "Apple,10,200", "", "ISIN,Name,Units,Value", "US0378331005,Apple,5,1000"

    for mapping in ({"currency": "=EUR"}, {"price": "NAV", "currency": "=EUR"}):
        result = table(*lines, mapping=mapping)
        assert [(each.currency, each.value) for each in result.accounts[0].positions] == [("EUR", 2000), ("EUR", 1000)]
        assert result.warnings == ()


def test_a_mapping_wins_over_what_is_recognised():
    lines = "Symbol,Quantity,Price,Close,Currency", "VTI,10,1,300,USD"

    (position,) = table(*lines, mapping={"price": "Price"}).accounts[0].positions

    assert position.unit_price == 1


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"ticker": "Symbol"}, "field 'ticker' must be one of symbol, isin"),
        ({"symbol": "Papir"}, "no row with the headings 'Papir': it has 'Symbol', 'Quantity', 'Price'"),
        ({"quantity": "=5"}, "no row with the headings '=5'"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(mapping: dict[str, str], message: str):
    with pytest.raises(ImportRefused, match=message):
        table("Symbol,Quantity,Price", "VTI,10,300", mapping=mapping)


def test_the_mapping_that_was_found_can_be_given_again():
    lines = "Fund,Units,NAV,Ccy", "World fund,10,300,EUR"
    found = table(*lines).mapping

    assert found == {"name": "Fund", "quantity": "Units", "price": "NAV", "currency": "Ccy"}
    assert table(*lines, mapping=found) == table(*lines)


@pytest.mark.parametrize(
    ("row", "amount"),
    [
        ("CASH,,1250.75,,USD", "1250.75"),
        ("Cash,1250.75,1,,USD", "1250.75"),
        ("USD CASH,,,1250.75,USD", "1250.75"),
        ("$$CASH,,,-20,USD", "-20"),
    ],
)
def test_a_row_of_cash_is_money(row: str, amount: str):
    result = table("Symbol,Quantity,Price,Value,Currency", "VTI,10,300,3000,USD", row)

    assert [(cash.currency, cash.amount) for cash in result.accounts[0].cash] == [("USD", Decimal(amount))]
    assert [row.destiny for row in result.rows if row.line == 3] == [Destiny.CASH]


def test_the_company_with_the_symbol_cash_is_no_money():
    (account,) = table("Symbol,Quantity,Price,Currency", "CASH,10,75.20,USD").accounts

    assert (account.cash, account.positions[0].value) == ((), Decimal(752))


@pytest.mark.parametrize(
    "row", ["Total,,,3000", "Grand total,10,,3000", ",,Summe,3000", ",Total,,", "Subtotal:,10,,3000"]
)
def test_a_sum_is_no_holding(row: str):
    result = table("Name,Quantity,Price,Value", "Vanguard Total Stock Market ETF,10,300,3000", row)

    assert [position.value for position in result.accounts[0].positions] == [3000]
    assert [row.destiny for row in result.rows if row.line == 3] == [Destiny.TOTAL]


def test_a_fund_with_the_word_total_and_without_units_is_named_as_left_out():
    result = table("Name,Quantity,Price,Value", "Apple,10,300,3000", "Vanguard Total Bond Fund,,,5000")

    assert [row.destiny for row in result.rows if row.line == 3] == [Destiny.SKIPPED]
    assert any("Vanguard Total Bond Fund, is left out: states no quantity" in warning for warning in result.warnings)


def test_a_table_without_currencies_says_which_it_took():
    assert any("taken as USD" in warning for warning in table("Symbol,Quantity,Price", "VTI,10,300").warnings)


def test_a_currency_is_told_by_the_sign_of_the_amount_or_by_the_heading():
    signed = table("Symbol,Quantity,Price", "VTI,10,£300")
    headed = table("Symbol,Quantity,Price (EUR)", "VTI,10,300")

    assert [result.accounts[0].positions[0].currency for result in (signed, headed)] == ["GBP", "EUR"]
    assert (signed.warnings, headed.warnings) == ((), ())


@pytest.mark.parametrize(
    ("price", "value"),
    [
        ("300.00 EUR", "3000.00 EUR"),
        ("EUR 300", "EUR 3.000"),
        ("300", "3000 EUR"),
        ("€300", "3000"),
        ("300EUR", "3000"),
    ],
)
def test_a_code_beside_the_amount_is_its_currency(price: str, value: str):
    result = table("Symbol;Quantity;Price;Value", f"VTI;10;{price};{value}")

    (position,) = result.accounts[0].positions
    assert (position.currency, position.value, result.base_currency) == ("EUR", 3000, "EUR")
    assert result.warnings == ()


@pytest.mark.parametrize("code", ["RUB", "RON", "ISK", "PHP", "AED"])
def test_a_code_beside_the_amount_is_that_of_a_small_currency_too(code: str):
    """It was cut off, and the amount taken as US dollars."""
    result = table("Symbol,Quantity,Price", f"XYZ,10,300 {code}")

    assert (result.accounts[0].positions[0].currency, result.warnings) == (code, ())


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("CA$300.50", "CAD"), ("C$ 300.50", "CAD"), ("A$300.50", "AUD"), ("HK$300.50", "HKD"), ("US$300.50", "USD")],
)
def test_another_countrys_dollar_is_not_the_american_one(amount: str, currency: str):
    result = table("Symbol,Quantity,Price,Value", f"XYZ,10,{amount},")

    (position,) = result.accounts[0].positions
    assert (position.currency, position.unit_price) == (currency, Decimal("300.50"))


def test_a_price_and_a_value_may_have_each_its_currency_beside_it():
    result = table("Symbol,Quantity,Price,Value", "VTI,10,300 USD,2760 EUR")

    (position,) = result.accounts[0].positions
    assert (position.unit_price, position.currency, position.value_in_base) == (300, "USD", 2760)
    assert result.base_currency == "EUR"


def test_a_price_without_a_currency_has_that_of_the_values_heading():
    """It was taken for US dollars, beside a value in euros."""
    result = table("Symbol,Quantity,Price,Value (EUR)", "VTI,10,300,3000")

    (position,) = result.accounts[0].positions
    assert (position.currency, position.value, result.warnings) == ("EUR", 3000, ())


def test_a_word_that_is_no_currency_is_refused_with_its_line():
    with pytest.raises(ImportRefused, match=r"own\.csv, line 2: 'Kroner' is no currency such as EUR"):
        table("Symbol,Quantity,Price,Currency", "VTI,10,300,Kroner")


def test_one_instrument_on_several_rows_is_one_holding_at_its_average_price():
    result = table("Symbol,Quantity,Price,Currency", "BRK.B,10,300,USD", "BRK/B,30,400,USD")

    (position,) = result.accounts[0].positions
    assert (position.quantity, position.value, position.unit_price) == (40, 15000, 375)
    assert (position.line, position.also_on, position.quoted_price) == (2, (3,), None)


def test_a_value_that_shows_a_price_per_unit_of_face_value_wins():
    lines = "Symbol,Type,Quantity,Price,Value,Currency", "T 1 2030,Bond,10000,0.985,9850,USD"

    (position,) = table(*lines).accounts[0].positions

    assert (position.value, position.unit_price, position.quoted_in) == (9850, Decimal("0.985"), None)


def test_accounts_are_told_apart_by_their_column():
    result = table("Account,Symbol,Quantity,Price", "Roth IRA,VTI,1,300", "Joint,VTI,2,300")

    assert [(account.id, account.account_kind) for account in result.accounts] == [
        ("Roth IRA", "roth_ira"),
        ("Joint", "taxable"),
    ]
