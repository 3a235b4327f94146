"""Exchange rates in the shapes of the European Central Bank's files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from holdings.ecb import SOURCE, NotEcb, ecb_rates

DAILY_XML = (Path(__file__).parent / "files" / "eurofxref-daily.xml").read_bytes()
DAILY_CSV = b"Date, USD, JPY, GBP, ISK, \n27 November 2026, 1.1575, 181.02, 0.8766, 147.00, \n"
HISTORY = (
    b"Date,USD,JPY,CYP,GBP,ISK,\n"
    b"2026-11-26,1.1570,181.00,N/A,0.8760,146.90,\n"
    b"2026-11-27,1.1575,181.02,N/A,0.8766,147.00,\n"
    b"1999-01-04,1.1789,133.73,0.58231,0.7111,81.48,\n"
)
HISTORY_XML = DAILY_XML.replace(
    b"<Cube time='2026-11-27'>",
    b"<Cube time='2026-11-26'><Cube currency='USD' rate='9'/></Cube><Cube time='2026-11-27'>",
)


@pytest.mark.parametrize("content", [DAILY_XML, DAILY_CSV, HISTORY, HISTORY_XML, b"\xef\xbb\xbf" + DAILY_CSV])
def test_the_newest_day_is_read(content: bytes) -> None:
    rates = ecb_rates(content)
    assert {(rate.currency, rate.rate_date, rate.source) for rate in rates} == {("EUR", date(2026, 11, 27), SOURCE)}
    assert {rate.quote: rate.rate for rate in rates} == {
        "USD": Decimal("1.1575"),
        "JPY": Decimal("181.02"),
        "GBP": Decimal("0.8766"),
        "ISK": Decimal("147"),
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "has no rates"),
        (b"Symbol,Price\nVOO,1\n", "has no rates"),
        (b"Date,USD\n", "has no rates"),
        (b"Date,USD\n2026-11-27,N/A\n", "has no rates"),
        (b"Date,USD\nyesterday,1\n", "has a day that is none: 'yesterday'"),
        (b"Date,USD\n2026-11-27,much\n", "has a rate of 2026-11-27 that is none"),
        (b"Date,USD\n2026-11-27,0\n", "has a rate of 2026-11-27 that is none"),
        (b"Date,EUR\n2026-11-27,1\n", "has a rate of 2026-11-27 that is none"),
        (b"<a>", "is damaged XML"),
        (b"<a/>", "has no rates"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares entities"),
        (b"PK\x03\x04", "is packed: unpack it first"),
        (b"Date,\xff\n", "is no text in UTF-8"),
        (b" " * 20_000_001, "has more than 20 MB"),
    ],
)
def test_anything_else_is_refused_in_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(NotEcb) as refused:
        ecb_rates(content)
    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)
