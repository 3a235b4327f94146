"""Reading takes work in proportion to the rows, also where each has an account, a remark or a lot of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from imports.read import read_file

FLEX = """<FlexQueryResponse><FlexStatements count="1"><FlexStatement toDate="20260930">{}</FlexStatement>
</FlexStatements></FlexQueryResponse>"""
FLEX_ROW = """<OpenPosition accountId="U{0}" currency="USD" fxRateToBase="1" assetCategory="STK" symbol="A{0}"
position="1" markPrice="2" positionValue="2"/>"""
SCHWAB = '"Positions for All-Accounts as of 09:15 AM ET, 2026/09/30"\nSymbol,Description,Quantity,Price,Market Value\n'
FIDELITY = "Account Number,Account Name,Symbol,Description,Quantity,Last Price,Current Value\n"
ETRADE = 'Account,Net Account Value\n"Joint -1234",100\n\nSymbol,Quantity,Last Price $,Value $\nAAPL,5,1,1\n'
STATEMENT = """Statement,Header,Field Name,Field Value
Account Information,Data,Base Currency,USD
Open Positions,Header,DataDiscriminator,Account,Asset Category,Currency,Symbol,Quantity,Close Price,Value
"""
OFX_ROW = "<POSSTOCK><INVPOS><SECID><UNIQUEID>A{0}</SECID><UNITS>1<UNITPRICE>2<MKTVAL>2</INVPOS></POSSTOCK>"
#: By what there is one of on each row.
FILES: dict[str, tuple[str, str]] = {
    "an account of Schwab": (SCHWAB + "{}", "Joint{0} ...{0:04d}\n"),
    "an account of Fidelity": (FIDELITY + "{}", "X{0},Roth {0},T{0},COMPANY,10,$5.00,$50.00\n"),
    "a fund without a ticker": (FIDELITY + "{}", "X,Roth,,COMPANY {0},10,$5.00,$500.00\n"),
    "a lot of E*TRADE": (ETRADE + "{}", "01/02/2026,1,1,1\n"),
    "an account of a Flex query": (FLEX, FLEX_ROW),
    "an account of a statement": (STATEMENT + "{}", "Open Positions,Data,Summary,U{0},Stocks,USD,A{0},1,2,2\n"),
    "a venue of DEGIRO": ("Product,Symbol/ISIN,Amount,Closing,Local value,,Value in EUR\n{}", "A,,1,2,USD,2,2\n"),
    "a position of OFX": ("OFXHEADER:100\n<OFX><INVSTMTRS><INVPOSLIST>{}</INVPOSLIST></INVSTMTRS></OFX>", OFX_ROW),
    "an account of a table": ("Account,Symbol,Quantity,Price\n{}", "Roth {0},A{0},1,2\n"),
    "a sum of a table": ("Symbol,Quantity,Price,Value\nVTI,1,2,2\n{}", "Total,,,2\n"),
}


def steps(act: Callable[[], object]) -> int:
    """Calls of functions, and steps of generators, of the formats and of what they use."""
    count = 0

    def counted(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        act()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("each", FILES)
def test_four_times_the_rows_take_four_times_the_steps(each: str):
    frame, row = FILES[each]

    def content(rows: int) -> bytes:
        return frame.format("".join(row.format(number) for number in range(rows))).encode()

    few, many = content(50), content(200)
    read_file("file", few)

    assert steps(lambda: read_file("file", many)) < 5 * steps(lambda: read_file("file", few))
