"""Histories of transactions: recognised, and refused with a word about what to export instead.

What was held before a history's first day is not in it, and its purchases look like holdings to a reader of columns.
"""

from __future__ import annotations

import re
from typing import NoReturn

from imports.cells.columns import plain
from imports.files.source import Line, Source
from imports.formats.format import Format
from imports.result import ImportRefused

_DELIMITERS = (",", ";", "\t")
_DATE = re.compile(r"\b(date|datum|time|timestamp|zeit|buchungstag|fecha|data|dato|dag|jour|giorno|handelstag)\b|date$")
_KIND = re.compile(
    r"\b(action|activity|type|trans code|trans type|transaction|side|direction|typ|art|buchungstext|vorgang|sens|"
    r"tipo|soort|transactie|transaktion|geschäftsart|opération|operazione|operación|operação|causale|movimiento|"
    r"buy/sell|b/s)\b"
    r"|(transaction|activity|order)type$"
)
#: Words of brokers for what changes holdings, at the start of a cell. Kinds of holdings have none of these.
_TRADE = re.compile(
    r"(market |limit |you )?(buy|bought|sell|sold)\b|purchase|sale\b|reinvest|c?div\b|(cash |qualified )?dividend"
    r"|savings plan|sparplan|kauf|verkauf|ertrag|stock split|trades?$|convert$"
    r"|(?:achat|vente|souscription|rachat|compra|venta|venda|acquisto|vendita|koop|aankoop|verkoop|köp|sälj|køb|kjøp"
    r"|salg|kupno|sprzedaż|dividende[n]?|dividendo|cedola)\b",
    re.IGNORECASE,
)
#: Others, which kinds of holdings have too.
_MOVEMENT = re.compile(
    r"deposit|withdraw|sweep|ach\b|interest|transfer|contribution|fee\b|tax\b|einzahlung|auszahlung|journal|zins"
    r"|receive|send\b|sent\b|staking|reward|airdrop|mining|earn\b|spend",
    re.IGNORECASE,
)
#: Columns that only histories have, each set of one broker; with what to export instead.
_BROKERS = (
    (
        {"activity date", "trans code"},
        "Robinhood",
        "Robinhood exports no holdings: write them into a CSV with the columns Symbol, Quantity and Price",
    ),
    (
        {"date", "status", "assettype", "isin"},
        "Scalable Capital",
        "Scalable Capital exports no holdings: write them into a CSV with the columns ISIN, Quantity and Price",
    ),
    ({"run date", "action"}, "Fidelity", "at Fidelity, open Positions and choose Download"),
    ({"date", "action", "fees & comm"}, "Charles Schwab", "at Schwab, open Positions and choose Export"),
    (
        {"trade date", "settlement date", "net amount"},
        "Vanguard",
        "at Vanguard, choose Download center and include holdings",
    ),
    ({"transactiondate", "transactiontype"}, "E*TRADE", "at E*TRADE, open Portfolios and choose Download"),
    ({"activity/trade date", "activity type"}, "E*TRADE", "at E*TRADE, open Portfolios and choose Download"),
    (
        {"timestamp", "transaction type", "asset", "quantity transacted"},
        "Coinbase",
        "Coinbase exports no holdings: write them into a CSV with the columns Symbol, Quantity and Price",
    ),
    (
        {"txid", "refid", "time", "type", "asset"},
        "Kraken",
        "write your balances into a CSV with the columns Symbol, Quantity and Price",
    ),
    ({"order id", "product", "isin"}, "DEGIRO", "at DEGIRO, open Portfolio and choose Export"),
    (
        {"action", "time", "no. of shares"},
        "Trading 212",
        "write your holdings into a CSV with the columns ISIN and Quantity",
    ),
)
#: Of a list of purchases with today's prices, as Yahoo Finance exports a portfolio: what is held is in it.
_LOTS = {"current price", "purchase price", "trade date"}
_INSTEAD = "export the list of your positions instead, which brokers offer under Portfolio, Positions or Holdings"
_ROWS_TO_LOOK_AT = 40


def recognises(source: Source) -> bool:
    return _history(source) is not None


def read(source: Source) -> NoReturn:
    heading = _history(source)
    assert heading, "recognised by it"
    words = {plain(cell) for cell in heading.cells}
    broker, instead = next(((name, text) for columns, name, text in _BROKERS if columns <= words), (None, _INSTEAD))
    what = f"a history of transactions of {broker}" if broker else "a history of transactions"
    raise ImportRefused(f"{source.name} is {what}, no list of holdings: what was held before is not in it; {instead}")


def _history(source: Source) -> Line | None:
    """The heading of a table of what happened."""
    for delimiter in _DELIMITERS:
        rows = [line for line in source.head(delimiter) if not line.blank]
        for at, line in enumerate(rows):
            if _names_events(line) and _tells_events(line, rows[at + 1 : at + 1 + _ROWS_TO_LOOK_AT]):
                return line
    return None


def _names_events(line: Line) -> bool:
    """Whether a row is the heading of such a table: at least a day, a kind and two columns more."""
    words = [plain(cell) for cell in line.cells]
    if len([word for word in words if word]) < 4 or set(words) >= _LOTS:
        return False
    if any(columns <= set(words) for columns, _, _ in _BROKERS):
        return True
    return any(_DATE.search(word) for word in words) and bool(_kinds(line))


def _kinds(line: Line) -> list[int]:
    """Places of the columns that may tell what happened."""
    return [at for at, cell in enumerate(line.cells) if _KIND.search(plain(cell)) and not _DATE.search(plain(cell))]


def _tells_events(heading: Line, rows: list[Line]) -> bool:
    """Whether most rows say what happened, at least one of them a trade or a dividend."""
    if any(columns <= {plain(cell) for cell in heading.cells} for columns, _, _ in _BROKERS):
        return True
    for at in _kinds(heading):
        cells = [row.cells[at] for row in rows if at < len(row.cells) and row.cells[at]]
        trades = sum(1 for cell in cells if _TRADE.match(cell))
        movements = sum(1 for cell in cells if _MOVEMENT.match(cell))
        if trades and 2 * (trades + movements) > len(cells):
            return True
    return False


FORMAT = Format("History of transactions (refused)", recognises, read)
