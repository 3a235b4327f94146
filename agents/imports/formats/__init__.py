"""One module per format. The first that recognises a file reads it."""

from __future__ import annotations

from imports.formats import degiro, ibkr_activity, ibkr_flex, ofx
from imports.formats.format import Format

#: Broker formats before the general ones.
FORMATS: tuple[Format, ...] = (
    ibkr_flex.XML,
    ibkr_flex.CSV,
    ibkr_activity.FORMAT,
    degiro.FORMAT,
    ofx.FORMAT,
)
