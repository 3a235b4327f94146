"""How large a file may be."""

from __future__ import annotations

from imports.result import Destiny, ImportedFile, ImportRefused

MAX_BYTES = 4 * 1024 * 1024
"""A function of AWS Lambda takes 6 MB of request, and base64 makes a third more of a file."""
MAX_ROWS = 20_000
"""Holdings, lots and cash: rows that are neither headings nor sums."""
MAX_LINES = 30_000
"""With headings, sums and blank lines."""
MAX_COLUMNS = 500
MAX_CELLS = 2_000_000
"""Rows × columns of a sheet, whether filled or not."""
MAX_DIGITS = 28
"""Before the decimal sign, and after it."""
MAX_DEPTH = 64
"""Elements of XML or SGML inside one another."""
MAX_ELEMENTS = 400_000
MAX_ENTRIES = 1_000
"""Files inside a workbook."""
MAX_UNPACKED = 32 * 1024 * 1024
"""Bytes of a workbook's parts. Real ones of 20,000 rows have 5 to 15 MB."""
MAX_RATIO = 200
"""Of the bytes of a part over 1 MiB to its packed ones. Real sheets reach 30."""


def refuse_long(name: str, result: ImportedFile) -> None:
    """Raises ImportRefused for more than `MAX_ROWS` rows."""
    rows = sum(1 + len(position.also_on) for account in result.accounts for position in account.positions)
    for row in result.rows:
        if row.destiny not in (Destiny.HEADING, Destiny.TOTAL):
            rows += (row.last_line or row.line or 0) - (row.line or 0) + 1
    if rows > MAX_ROWS:
        raise ImportRefused(f"{name} has {rows:,} rows: at most {MAX_ROWS:,} are read, so export one account at a time")
