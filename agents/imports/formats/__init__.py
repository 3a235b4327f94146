"""One module per format. The first that recognises a file reads it."""

from __future__ import annotations

from imports.formats import degiro, etrade, fidelity, histories, merrill, merrill_view, schwab, vanguard
from imports.formats.format import Format
from imports.formats.ibkr import activity, flex
from imports.formats.ofx import statements
from imports.formats.tables import table

#: Broker formats, then histories, which are refused, then the general ones. Vanguard's file holds a history, too.
FORMATS: tuple[Format, ...] = (
    fidelity.FORMAT,
    schwab.FORMAT,
    vanguard.FORMAT,
    etrade.FORMAT,
    merrill.FORMAT,
    merrill_view.FORMAT,
    flex.XML,
    flex.CSV,
    activity.FORMAT,
    degiro.FORMAT,
    statements.FORMAT,
    histories.FORMAT,
    table.FORMAT,
)
