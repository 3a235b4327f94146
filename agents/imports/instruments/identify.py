"""What a row of an American broker's file holds: symbol, CUSIP and kind from its few words and its figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from holdings.identifiers import canonical_symbol, is_cusip
from holdings.kinds import InstrumentKind
from holdings.options import parse_option
from imports.cells.numbers import is_absent
from imports.instruments.fund_names import is_fund

#: A ticker, with a class or a series: BRK/B, BRK B, BAC/PRL. Some plans' funds have codes of nine characters.
_TICKER = re.compile(r"[A-Z0-9]{1,12}(?:[.\-/ ][A-Z]{1,4})?")
#: Of a name. Longer names are cut: searches in one take the square of its length.
_MOST_CHARACTERS = 200
_PAIR = re.compile(r"(?P<coin>[A-Z0-9]{2,6})[/-]USD[CT]?")
_COINS = frozenset({"BITCOIN", "ETHEREUM", "LITECOIN", "SOLANA"})
#: The exchanges keep five letters with an X at the end for funds, and a second X for money market funds.
_MONEY_FUND = re.compile(r"[A-Z]{3}XX")
_FUND = re.compile(r"[A-Z]{4}X")
_ETF_WORDS = re.compile(r"\b(ETF|ETN|ISHARES|SPDR|PROSHARES|VANECK|DIREXION|SELECT SECTOR|INVESCO QQQ|GLOBAL X)\b")
_FUND_WORDS = re.compile(r"\b(FUND|FD|INDEX|IDX|POOL|TARGET|TRUST|TR|PORTFOLIO|LIFEPATH|ADMIRAL|CIT)\b")
_DEPOSIT_WORDS = re.compile(r"MONEY MARKET|(?<!CERTIFICATE OF )(?<!CERT OF )\bDEPOSIT\b|\bCASH RESERVES\b")
_DEBT_WORDS = re.compile(
    r"\b(TREAS|TREASURY|NOTES?|NTS|BONDS?|BDS|BILL|CDS?|CERT(IFICATE)? OF DEP(OSIT)?|DEBENTURE|MUNI|DUE|GILTS?"
    r"|BUND|BUNDESANL\w*|BUNDESREP\w*|BUNDESOBL\w*|BOBL|ANLEIHE|ANL|PFANDBRIEF\w*|OAT|BTPS?|BONOS?|OBLIGA\w*)\b"
    # A coupon before the year or the day on which it is due: 80% Equity is a fund's mix.
    r"|[0-9] ?%.*\b(?:[0-9]{2}|20[0-9]{2})\b|[0-9]\.[0-9]{2,}%?.*[0-9]{2}/[0-9]{2}/[0-9]{2,4}"
)
#: By the words of a broker's own column; the first that is found decides.
_ASSET_TYPES = (
    ("option", InstrumentKind.OPTION),
    ("bond fund", InstrumentKind.BOND_FUND),
    ("fixed income", InstrumentKind.BOND),
    ("bond", InstrumentKind.BOND),
    ("certificate", InstrumentKind.BOND),
    ("treasur", InstrumentKind.BOND),
    ("crypto", InstrumentKind.CRYPTO),
    ("etf", InstrumentKind.ETF),
    ("money market", InstrumentKind.MONEY_MARKET),
    ("mutual fund", InstrumentKind.MUTUAL_FUND),
    ("equity", InstrumentKind.STOCK),
)


@dataclass(frozen=True)
class Instrument:
    kind: InstrumentKind
    symbol: str | None = None
    as_written: str | None = None
    cusip: str | None = None
    name: str | None = None

    @property
    def label(self) -> str:
        return self.symbol or self.cusip or self.name or ""


@dataclass(frozen=True)
class Figures:
    """The numbers of a row; the broker's own value is the truth about the other two."""

    quantity: Decimal
    price: Decimal | None
    value: Decimal | None

    @property
    def factor(self) -> Decimal | None:
        """Value over quantity × price: about 0.01 if quoted in per cent, 100 for options, else 1."""
        product = self.quantity * self.price if self.price else Decimal(0)
        return self.value / product if self.value and product else None


def identify(
    written: str, name: str, figures: Figures | None, *, asset_type: str = "", cusip: str | None = None
) -> Instrument:
    """The instrument of a row.

    Args:
        written: the cell with the symbol, as in the file. Brokers put CUSIPs and names there too.
        name: the broker's description.
        figures: None for a row without a quantity.
        asset_type: the broker's word for the kind, where it has one.
        cusip: from its column, checked.
    """
    written, name = written[:_MOST_CHARACTERS], name[:_MOST_CHARACTERS]
    text = "" if is_absent(written.strip()) else " ".join(written.upper().split())
    if text.startswith("#"):
        # A spreadsheet took the sign before an option's symbol for a formula: #NAME?
        text = written = ""
    if option := parse_option(text) or (parse_option(name) if not text else None):
        symbol = option.symbol
        return Instrument(
            InstrumentKind.OPTION, symbol, written if text and written != symbol else None, cusip, name or None
        )
    if as_cusip(text):
        cusip, text = cusip or as_cusip(text), ""
    symbol = _symbol(text)
    described = name or ("" if symbol or not text else " ".join(written.split()))
    kind = _kind(symbol, described.upper(), asset_type.casefold(), figures.factor if figures else None)
    if kind == InstrumentKind.CRYPTO and symbol and (pair := _PAIR.fullmatch(text)):
        symbol = pair["coin"]
    as_written = written if symbol and written != symbol else None
    return Instrument(kind, symbol, as_written, cusip, described or None)


def as_cusip(text: str) -> str | None:
    """A CUSIP by its check digit, with the zeros at its beginning that a spreadsheet took away; else None."""
    full = text.zfill(9) if text.isdigit() and len(text) >= 7 else text
    return full if is_cusip(full) else None


def is_debt(words: str) -> bool:
    """Whether a description says that it is a bond's, a bill's or a certificate's.

    Its first 200 characters are searched, as the search may take the square of their number.
    """
    return _DEBT_WORDS.search(words[:_MOST_CHARACTERS].upper()) is not None


def _symbol(text: str) -> str | None:
    if not _TICKER.fullmatch(text):
        return None
    return canonical_symbol(text.replace("/", "."))


def _kind(symbol: str | None, name: str, asset_type: str, factor: Decimal | None) -> InstrumentKind:
    if stated := next((kind for word, kind in _ASSET_TYPES if word in asset_type), None):
        # A holding worth its price for one unit is no bond, but a fund of them.
        per_unit = factor is not None and Decimal("0.5") < abs(factor) < Decimal(2)
        return InstrumentKind.BOND_FUND if stated == InstrumentKind.BOND and symbol and per_unit else stated
    if symbol is None:
        return _kind_without_ticker(name, factor)
    if _MONEY_FUND.fullmatch(symbol):
        return InstrumentKind.MONEY_MARKET
    if _FUND.fullmatch(symbol):
        return InstrumentKind.MUTUAL_FUND
    if name in _COINS or symbol.endswith((".USD", "-USD")):
        return InstrumentKind.CRYPTO
    if _ETF_WORDS.search(name) or (name.startswith("VANGUARD ") and len(symbol) <= 4):
        return InstrumentKind.ETF
    # A symbol that is no exchange's ticker is a plan's own code for a fund.
    return InstrumentKind.STOCK if "." in symbol or len(symbol) <= 8 else InstrumentKind.MUTUAL_FUND


def _kind_without_ticker(name: str, factor: Decimal | None) -> InstrumentKind:
    if factor is not None and Decimal("0.005") < abs(factor) < Decimal("0.03"):
        return InstrumentKind.BOND
    if _DEPOSIT_WORDS.search(name):
        return InstrumentKind.MONEY_MARKET
    if _FUND_WORDS.search(name):
        return InstrumentKind.MUTUAL_FUND
    if _ETF_WORDS.search(name) or is_fund(name):
        return InstrumentKind.ETF
    if not _DEBT_WORDS.search(name):
        return InstrumentKind.OTHER
    # Debt has a coupon, or a year in which it is due. What is only called bonds is a fund of them.
    return InstrumentKind.BOND if any(map(str.isdigit, name)) else InstrumentKind.BOND_FUND
