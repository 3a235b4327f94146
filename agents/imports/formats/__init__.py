"""One module per format. The first that recognises a file reads it."""

from __future__ import annotations

from imports.formats import degiro, etrade, fidelity, histories, merrill, merrill_view, schwab, vanguard
from imports.formats.format import Format
from imports.formats.ibkr import activity, flex
from imports.formats.ofx import statements
from imports.formats.tables import table

#: With a comma between cells, or with what a spreadsheet program puts there when it saves the file again.
SEPARATED: tuple[Format, ...] = (
    fidelity.FORMAT,
    schwab.FORMAT,
    vanguard.FORMAT,
    etrade.FORMAT,
    merrill.FORMAT,
    merrill_view.FORMAT,
    degiro.FORMAT,
)
BROKERS: tuple[Format, ...] = (
    *SEPARATED,
    flex.XML,
    flex.CSV,
    activity.FORMAT,
    statements.FORMAT,
)
#: Histories are refused. Vanguard's file holds one, too, so that brokers' formats come first.
GENERAL: tuple[Format, ...] = (histories.FORMAT, table.FORMAT)
FORMATS: tuple[Format, ...] = (*BROKERS, *GENERAL)
