"""Kinds of instruments by the words of people's tables, in several languages; else by symbol, name and figures."""

from __future__ import annotations

import re
from decimal import Decimal

from holdings.identifiers import is_cusip, is_isin
from holdings.kinds import InstrumentKind
from holdings.options import names_option
from imports.book.account_kinds import account_kind
from imports.book.positions import MINOR, Names, symbols
from imports.files.source import Line
from imports.formats.tables.columns import TableColumns
from imports.formats.tables.fields import CODES
from imports.formats.tables.figures import unquoted
from imports.instruments.exchanges import listed_symbol
from imports.instruments.fund_names import is_fund
from imports.instruments.identify import Figures, as_cusip, identify, is_debt

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
#: Kinds that hold other things beside cash, such as `Fixed Income & Cash`.
_NOT_ONLY_CASH = re.compile(r"fixed|income|bond|equit|anleihe|rente|stock|short term")
_CASH_NAME = re.compile(
    r"(?:[a-z]{3} )?(?:cash|cash balance|cash balances|cash & equivalents|cash and equivalents|available cash|"
    r"settled cash|uninvested cash|free cash|cash & cash investments|cash and cash investments|cash & sweep vehicle|"
    r"cash sweep|money market sweep|bank sweep|pending activity|margin|margin balance|bargeld|"
    r"liquiditat|verrechnungskonto|kontoguthaben|guthaben|liquidites|especes|efectivo|contanten|geldrekening)"
    r"(?: ?\(?[a-z]{3}\)?)?(?:: .*)?|\$\$cash(?:_tx)?|cash\$|core\*\*|cash_[a-z]{3}|cash-[a-z]{3}"
)
_SWEEP_NAME = re.compile(r"sweep|deposit|\bcash\b")
#: Money at a bank, counted in units at 1.
_BANK_NAME = re.compile(r"\b(?:dep acct|deposit acc(?:oun)?t|bank deposit|deposit sweep|bank sweep|deposit program)\b")
#: An ISIN, or a symbol with its exchange, behind a name, as AJ Bell writes them.
_IN_NAME = re.compile(r"\((?:(?P<isin>[A-Z]{2}[A-Z0-9]{9}[0-9])|(?P<symbol>[A-Z]{2,12}:[A-Z0-9.]{1,12}))\)")
_DEBTS = (InstrumentKind.BOND, InstrumentKind.TREASURY)
_TICKER = re.compile(r"[A-Z]{2,5}")
#: A coupon and the year in which the debt is due.
_COUPON = re.compile(r"\d ?%.*\b(?:20\d\d|\d\d/\d\d/\d\d)\b")
_LEAST, _MOST = Decimal(50), Decimal(200)
_ONE = Decimal(1)
#: Beside a kind of instruments: `Shares ISA`.
_ACCOUNT_WORDS = frozenset({"account", "isa", "dealing", "depot", "konto", "portfolio"})
_MOST_CHARACTERS = 200


def is_cash(columns: TableColumns, line: Line, price: Decimal | None) -> bool:
    """Whether a row is money: by its kind, or by symbol and name, where CASH at another price than 1 is a company.

    Args:
        columns: of the table.
        line: the row.
        price: None also where there is no quantity.
    """
    kind = columns.get(line, "kind").casefold()
    symbol, name = (unquoted(columns.get(line, field)) for field in ("symbol", "name"))
    if _CASH_KIND.search(kind) and not re.search(r"fund|fonds|market", kind):
        if not _NOT_ONLY_CASH.search(kind):
            return True
        return price in (None, _ONE) and _SWEEP_NAME.search(f"{symbol} {name}".casefold()) is not None
    if kind or price not in (None, _ONE):
        return False
    if symbol.upper() in CODES and price == _ONE and symbol.upper() == columns.get(line, "currency").upper():
        return True
    if not symbol and _BANK_NAME.search(name.casefold()):
        return True
    return _CASH_NAME.fullmatch((symbol or name).casefold().strip()) is not None


def is_kind(title: str) -> bool:
    """Whether one or two words are kinds of instruments, and no account's: `Stocks`, `Mutual funds`, `ETFs & funds`."""
    words = [word for word in title.casefold().split() if word not in ("&", "and")]
    if len(words) > 2 or _ACCOUNT_WORDS.intersection(words) or account_kind(title):
        return False
    return any(pattern.search(title.casefold()) for pattern, _ in _WORDS)


def is_quoted_in_pence(columns: TableColumns, line: Line, figures: Figures) -> bool:
    """Whether a price beside a value in pounds is in pence, as London quotes: a hundredth, and no word of a gilt."""
    words = f"{columns.get(line, 'name')} {columns.get(line, 'kind')}"
    return is_a_hundredth(figures) and not is_debt(words)


def _is_about_par(figures: Figures) -> bool:
    """Whether a price may be in per cent of par, where no value tells. Notes that exchanges trade cost about 25."""
    return figures.value is None and figures.price is not None and _LEAST < figures.price < _MOST


def is_a_hundredth(figures: Figures) -> bool:
    """Whether the value is one of quantity × price."""
    return figures.factor is not None and Decimal("0.005") < abs(figures.factor) < Decimal("0.03")


def identity(columns: TableColumns, line: Line, currency: str, figures: Figures) -> tuple[InstrumentKind, Names]:
    """Kind and names of a row. A symbol that is an ISIN or a CUSIP counts as such, and an ISIN behind a name."""
    symbol = unquoted(columns.get(line, "symbol"))
    name = unquoted(columns.get(line, "name"))[:_MOST_CHARACTERS]
    isin, cusip = columns.get(line, "isin").upper().replace(" ", ""), columns.get(line, "cusip").upper()
    cusip = as_cusip(cusip) or cusip
    kind = columns.get(line, "kind") or ("crypto" if columns.holds_coins else "")
    if is_isin(symbol.upper()):
        isin, symbol = isin or symbol.upper(), ""
    elif is_cusip(symbol.upper()):
        cusip, symbol = cusip or symbol.upper(), ""
    if not (symbol or isin or cusip) and (found := _IN_NAME.search(name)):
        isin, symbol = found["isin"] or "", found["symbol"] or ""
    symbol = listed_symbol(symbol)
    told = identify(symbol, name, figures)
    written = unquoted(columns.get(line, "symbol"))
    names = Names(name=name or told.name or (symbol if not told.symbol else None))
    if told.symbol:
        names["symbol"] = told.symbol
        if told.symbol != written and symbol:
            names["as_written"] = written
    elif symbol and " " not in symbol:
        # With blanks it is a name, which stands in the column of symbols.
        names |= symbols(symbol)
    if is_isin(isin):
        names["isin"] = isin
    if is_cusip(cusip):
        names["cusip"] = cusip
    per_unit = figures.factor is not None and Decimal("0.5") < abs(figures.factor) < Decimal(2)
    likely = InstrumentKind.OPTION if not per_unit and names_option(f"{symbol} {name}") else told.kind
    found = _kind(kind, likely, name, bool(isin), currency, figures)
    if found in _DEBTS and not is_a_hundredth(figures) and _is_fund_of_debt(names.get("symbol") or "", name):
        found = InstrumentKind.BOND_FUND
    return found, names


def _is_fund_of_debt(symbol: str, name: str) -> bool:
    """Whether an asset class such as Bonds says what a fund holds: debt itself has a coupon and no ticker."""
    return is_fund(name) or (_TICKER.fullmatch(symbol) is not None and not is_debt(name))


def _kind(
    word: str, told: InstrumentKind, name: str, has_isin: bool, currency: str, figures: Figures
) -> InstrumentKind:
    plain = word.casefold().replace("_", " ")
    for pattern, kind in _WORDS:
        if plain and pattern.search(plain):
            return kind
    if is_a_hundredth(figures) and currency not in MINOR:
        return InstrumentKind.BOND
    if told is InstrumentKind.STOCK and _COUPON.search(name) and _is_about_par(figures) and not is_fund(name):
        return InstrumentKind.BOND
    if told in (InstrumentKind.STOCK, InstrumentKind.OTHER) and is_fund(name):
        return InstrumentKind.ETF
    return InstrumentKind.STOCK if told is InstrumentKind.OTHER and has_isin else told
