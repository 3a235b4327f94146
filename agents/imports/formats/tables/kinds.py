"""Kinds of instruments by the words of people's tables, in several languages; else by symbol, name and figures."""

from __future__ import annotations

import re
from decimal import Decimal

from holdings.identifiers import is_cusip, is_isin
from holdings.kinds import InstrumentKind
from imports.book.positions import MINOR, Names, symbols
from imports.instruments.fund_names import is_fund
from imports.instruments.identify import Figures, identify

#: The first that is found decides: a bond fund is no bond, and an ETF option no ETF.
_WORDS = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"option|warrant call|\bcall\b|\bput\b", InstrumentKind.OPTION),
        (r"money ?market|geldmarkt|monetaire|monetario", InstrumentKind.MONEY_MARKET),
        (r"bond fund|rentenfonds|obligatiefonds|fonds obligataire", InstrumentKind.BOND_FUND),
        (r"\betfs?\b|exchange traded|tracker|indexfonds", InstrumentKind.ETF),
        (r"treasur|t-bill|\bgovt\b|government bond|bundesanleihe", InstrumentKind.TREASURY),
        (
            r"bond|fixed income|anleihe|obliga|rente\b|renten\b|certificate of deposit|\bcds?\b|\bnote",
            InstrumentKind.BOND,
        ),
        (r"crypto|krypto|\bcoin|digital asset", InstrumentKind.CRYPTO),
        (r"fund|fonds|fondo|sicav|\boeic\b|unit trust", InstrumentKind.MUTUAL_FUND),
        (r"stock|equit|share|aktie|aandeel|aandelen|action|accion|azion|common|\badr\b|\breit\b", InstrumentKind.STOCK),
        (r"^other$|sonstige|overig|autre|otro", InstrumentKind.OTHER),
    )
)
_CASH_KIND = re.compile(r"cash|\bgeld\b|bargeld|liquid|kontoguthaben|efectivo|contant|especes|sweep")
_CASH_NAME = re.compile(
    r"(?:[a-z]{3} )?(?:cash|cash balance|cash balances|cash & equivalents|cash and equivalents|available cash|bargeld|"
    r"liquiditat|verrechnungskonto|kontoguthaben|guthaben|liquidites|especes|efectivo|contanten|geldrekening)"
    r"(?: ?\(?[a-z]{3}\)?)?|\$\$cash|core\*\*|cash_[a-z]{3}|cash-[a-z]{3}"
)
_ONE = Decimal(1)
_MOST_CHARACTERS = 200


def is_cash(kind: str, symbol: str, name: str, price: Decimal | None) -> bool:
    """Whether a row is money: by its kind, or by symbol and name, where CASH at another price than 1 is a company."""
    if _CASH_KIND.search(kind.casefold()) and not re.search(r"fund|fonds|market", kind.casefold()):
        return True
    if kind or price not in (None, _ONE):
        return False
    words = [text.casefold().strip() for text in (symbol, name) if text]
    return bool(words) and all(_CASH_NAME.fullmatch(word) for word in words[:1])


def identity(
    symbol: str, isin: str, cusip: str, name: str, kind: str, currency: str, figures: Figures
) -> tuple[InstrumentKind, Names]:
    """Kind and names of a row. A symbol that is an ISIN or a CUSIP counts as such."""
    name = name[:_MOST_CHARACTERS]
    isin, cusip = isin.upper().replace(" ", ""), cusip.upper()
    if is_isin(symbol.upper()):
        isin, symbol = isin or symbol.upper(), ""
    elif is_cusip(symbol.upper()):
        cusip, symbol = cusip or symbol.upper(), ""
    told = identify(symbol, name, figures)
    names = Names(name=name or told.name or (symbol if not told.symbol else None))
    if told.symbol:
        names["symbol"] = told.symbol
        if told.symbol != symbol and symbol:
            names["as_written"] = symbol
    elif symbol:
        names |= symbols(symbol)
    if is_isin(isin):
        names["isin"] = isin
    if is_cusip(cusip):
        names["cusip"] = cusip
    return _kind(kind, told.kind, name, bool(isin), currency, figures), names


def _kind(
    word: str, told: InstrumentKind, name: str, has_isin: bool, currency: str, figures: Figures
) -> InstrumentKind:
    plain = word.casefold()
    for pattern, kind in _WORDS:
        if plain and pattern.search(plain):
            return kind
    factor = figures.factor
    if factor is not None and Decimal("0.005") < abs(factor) < Decimal("0.03") and currency not in MINOR:
        return InstrumentKind.BOND
    if told in (InstrumentKind.STOCK, InstrumentKind.OTHER) and is_fund(name):
        return InstrumentKind.ETF
    return InstrumentKind.STOCK if told is InstrumentKind.OTHER and has_isin else told
