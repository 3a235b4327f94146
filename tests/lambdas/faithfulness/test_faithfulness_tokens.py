"""Numbers as a person reads them: value, dimension, and the size of the last written place."""

from __future__ import annotations

import pytest

from faithfulness.matching.precision import agrees
from faithfulness.model import Bound, Figure, Kind
from faithfulness.reading.currencies import differs
from faithfulness.reading.lexer import tokens
from faithfulness.reading.tokens import figures


def read(text: str) -> list[Figure]:
    return figures(tokens(text, 0, len(text)), {})


@pytest.mark.parametrize(
    ("text", "kind", "value", "step"),
    [
        ("$1,234.56", Kind.MONEY, 1234.56, 0.01),
        ("USD 7,288", Kind.MONEY, 7288, 1),
        ("US$7,288", Kind.MONEY, 7288, 1),
        ("7,288 dollars", Kind.MONEY, 7288, 1),
        ("$1.2 million", Kind.MONEY, 1.2e6, 1e5),
        ("$547.0M", Kind.MONEY, 547e6, 1e5),
        ("$12k", Kind.MONEY, 12_000, 1000),
        ("fifteen thousand dollars", Kind.MONEY, 15_000, 1000),
        ("one and a half million dollars", Kind.MONEY, 1.5e6, 1e5),
        ("46 cents", Kind.MONEY, 0.46, 0.01),
        ("45 %", Kind.PERCENT, 45, 1),
        ("45.4%", Kind.PERCENT, 45.4, 0.1),
        ("45 percent", Kind.PERCENT, 45, 1),
        ("four per cent", Kind.PERCENT, 4, 1),
        ("a quarter of a percent", Kind.PERCENT, 0.25, 0.1),
        ("2.5 percentage points", Kind.POINTS, 2.5, 0.1),
        ("25 basis points", Kind.POINTS, 0.25, 0.01),
        ("twenty-five years", Kind.YEARS, 25, 1),
        ("a 22-year horizon", Kind.YEARS, 22, 1),
        ("in 2041", Kind.YEAR, 2041, 1),
        ("March 2, 2031", Kind.YEAR, 2031, 1),
        ("2026-03-02", Kind.YEAR, 2026, 1),
        ("three accounts", Kind.COUNT, 3, 1),
        ("Holdings: 13", Kind.COUNT, 13, 1),
        ("25 times", Kind.TIMES, 25, 1),
        ("3.5x", Kind.TIMES, 3.5, 0.1),
        ("a third of it", Kind.PERCENT, 100 / 3, 3),
        ("two thirds of it", Kind.PERCENT, 200 / 3, 3),
        ("half of it", Kind.PERCENT, 50, 3),
        ("nine out of ten", Kind.PERCENT, 90, 5),
        ("one future in six", Kind.PERCENT, 100 / 6, 5),
        ("29 cents of every dollar", Kind.PERCENT, 29, 1),
    ],
)
def test_reading_one_figure(text: str, kind: Kind, value: float, step: float) -> None:
    (figure,) = read(text)
    assert figure.kind is kind
    assert figure.value == pytest.approx(value)
    assert figure.step == pytest.approx(step)
    assert text[figure.start : figure.end] in text


@pytest.mark.parametrize("text", ["72,88.3", "7.288,00", "$1,23", "1,2345"])
def test_grouping_that_is_not_american_is_malformed(text: str) -> None:
    assert [figure.kind for figure in read(text)] == [Kind.MALFORMED]


@pytest.mark.parametrize(
    "text",
    [
        "Step 3 follows",
        "the S&P 500 and the Russell 2000",
        "a 401(k) and a 403(b)",
        "the third account",
        "two risks",
        "the second half",
        "per quarter",
        "#2",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("12–15 %", Kind.PERCENT, [12, 15]),
        ("between 10 and 15 percent", Kind.PERCENT, [10, 15]),
        ("$1.1 to $1.3 million", Kind.MONEY, [1.1e6, 1.3e6]),
        ("5 to 10 years", Kind.YEARS, [5, 10]),
        ("60/40", Kind.PERCENT, [60, 40]),
        ("87/7/4", Kind.PERCENT, [87, 7, 4]),
    ],
)
def test_ranges_and_mixes_share_a_unit(text: str, kind: Kind, values: list[float]) -> None:
    found = read(text)
    assert [figure.kind for figure in found] == [kind] * len(values)
    assert [figure.value for figure in found] == pytest.approx(values)


def test_a_minus_sign_is_part_of_the_figure_and_a_dash_is_not() -> None:
    assert [figure.negative for figure in read("-3% and 12-15%")] == [True, False, False]


def test_the_currency_of_an_amount_is_read() -> None:
    found = read("€33,134 and 20 euros and $5 and CHF 1,200 and 7 million yen and in a good one $959; try 5")
    assert [figure.currency for figure in found][:6] == ["EUR", "EUR", "USD", "CHF", "JPY", "USD"]
    assert not found[-1].currency


@pytest.mark.parametrize(
    ("written", "base", "wrong"),
    [("EUR", "USD", True), ("USD", "EUR", True), ("USD", "CAD", False), ("", "CHF", False)],
)
def test_an_amount_in_another_currency_is_wrong(written: str, base: str, wrong: bool) -> None:
    assert differs(written, base) is wrong


def test_an_amount_a_month_is_known_as_one() -> None:
    assert [figure.monthly for figure in read("$500 a month, $500 per month, $500 a year")] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "value", "right"),
    [
        ("45 %", 45.4, True),
        ("45.0 %", 45.4, False),
        ("45 %", 45.6, False),
        ("$7.3 thousand", 7288, True),
        ("$7,300", 7288, True),
        ("$7,400", 7288, False),
        ("about $19,700", 19_650.5, True),
        ("about $1.07 million", 1_063_495, False),
        ("about 15%", 14.3, True),
        ("more than 85%", 87.2, True),
        ("more than 90%", 87.2, False),
        ("less than 5%", 3.9, True),
        ("nearly 29%", 28.8, True),
        ("$500 a month", 6000, True),
        ("more than half of it", 54.8, True),
        ("more than half of it", 49.0, False),
    ],
)
def test_rounding_as_written(text: str, value: float, right: bool) -> None:
    (figure,) = read(text)
    assert agrees(figure, value, named=True) is right


def test_a_limit_is_read_from_the_words_in_front() -> None:
    limits = [figure.bound for figure in read("over $5, under $6, up to $7, adds up to $8, exactly $9")]
    assert limits == [Bound.OVER, Bound.UNDER, Bound.UNDER, Bound.NONE, Bound.NONE]
