"""One module per format. The first that recognises a file reads it."""

from __future__ import annotations

from imports.formats.format import Format

#: Broker formats before the general ones.
FORMATS: tuple[Format, ...] = ()
