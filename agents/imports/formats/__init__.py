"""One module per format. The first that recognises a file reads it."""

from __future__ import annotations

from imports.formats import etrade, fidelity, histories, merrill, merrill_view, schwab, vanguard
from imports.formats.format import Format

#: Broker formats, then histories, which are refused, then the general ones. Vanguard's file holds a history, too.
FORMATS: tuple[Format, ...] = (
    fidelity.FORMAT,
    schwab.FORMAT,
    vanguard.FORMAT,
    etrade.FORMAT,
    merrill.FORMAT,
    merrill_view.FORMAT,
    histories.FORMAT,
)
