"""One module per format. The first that recognises a file reads it."""

from __future__ import annotations

from imports.formats import (
    degiro,
    etrade,
    fidelity,
    histories,
    ibkr_activity,
    ibkr_flex,
    merrill,
    ofx,
    schwab,
    vanguard,
)
from imports.formats.format import Format

#: Broker formats, then histories, which are refused, then the general ones. Vanguard's file holds a history, too.
FORMATS: tuple[Format, ...] = (
    fidelity.FORMAT,
    schwab.FORMAT,
    vanguard.FORMAT,
    etrade.FORMAT,
    merrill.FORMAT,
    ibkr_flex.XML,
    ibkr_flex.CSV,
    ibkr_activity.FORMAT,
    degiro.FORMAT,
    ofx.FORMAT,
    histories.FORMAT,
)
