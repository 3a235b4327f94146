"""Histories of transactions are refused with a word about what to export instead; holdings are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from imports.files.source import Source
from imports.formats import histories
from imports.read import read_file
from imports.result import ImportRefused

FILES = Path(__file__).parent / "histories"
#: What the refusal names.
WORDS = {
    "fidelity.csv": "of Fidelity, .*Positions and choose Download",
    "schwab.csv": "of Charles Schwab, .*Positions and choose Export",
    "vanguard-without-holdings.csv": "of Vanguard, .*include holdings",
    "etrade.csv": r"of E\*TRADE, .*Portfolios and choose Download",
    "merrill.csv": "a history of transactions, .*list of your positions",
    "trading-212.csv": "of Trading 212, .*CSV with the columns ISIN and Quantity",
    "degiro.csv": "of DEGIRO, .*Portfolio and choose Export",
    "bank-in-german.csv": "a history of transactions, .*list of your positions",
    **{
        f"{name}.csv": "a history of transactions, .*list of your positions"
        for name in (
            "bank-in-french",
            "bank-in-spanish",
            "bank-in-italian",
            "bank-in-dutch",
            "depot-in-german",
            "nordic",
        )
    },
    "coinbase.csv": "of Coinbase, .*CSV with the columns Symbol, Quantity and Price",
    "kraken.csv": "of Kraken, .*CSV with the columns Symbol, Quantity and Price",
    "revolut.csv": "a history of transactions, .*list of your positions",
    "unknown.csv": "a history of transactions, .*list of your positions",
}


@pytest.mark.parametrize("file", sorted(FILES.iterdir()), ids=lambda file: file.stem)
def test_a_history_is_refused(file: Path):
    with pytest.raises(ImportRefused, match=rf"^activity\.csv is .*{WORDS[file.name]}") as refusal:
        read_file("activity.csv", file.read_bytes())

    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        # Lots, with the day on which each was bought, and the kind of the instrument.
        "Symbol,Type,Quantity,Price,Purchase Date\nVTI,ETF,10,300,2026-01-02\nAAPL,Stock,5,200,2026-02-03\n",
        # Holdings at a bank: kinds that movements have, too.
        "Name,Type,Value,Maturity date\nSavings,Deposit,1000,\nLoan note,Interest bearing,500,2030-01-01\n",
        # A strategy that sounds like a movement, for one holding of three.
        "Symbol,Type,Value,Purchase date\nVTI,Core,3,2026-01-02\nSCHD,Dividend,5,2026-01-02\nBND,Bonds,9,2026-01-02\n",
        # Lots with today's price, as Yahoo Finance exports a portfolio.
        "Symbol,Current Price,Date,Trade Date,Purchase Price,Quantity,Transaction Type\n"
        "VTI,300,2026-09-30,20250106,250,10,BUY\nAAPL,200,2026-09-30,20250106,150,5,BUY\n",
        # Tipo and soort are kinds of holdings, too.
        "Titolo;Tipo;Data;Quantità;Prezzo\nENI;Azione;30/09/2026;10;15\nBTP 2033;Obbligazione;30/09/2026;1000;98,5\n",
        # A view of dividends beside holdings.
        "Symbol,Shares,Price,Ex-dividend date,Transaction\nVTI,10,300,2026-09-15,\n",
        "Ticker,Asset type,Units,Last price,As of date\nBUYX,Buyback fund,10,3,2026-09-30\nVTI,Fund,1,300,2026-09-30\n",
    ],
)
def test_holdings_with_days_and_kinds_are_no_history(text: str):
    assert not histories.recognises(Source("holdings.csv", text.encode()))
