"""What became of each row that is no position."""

from __future__ import annotations

from imports.result import AccountedRow, Destiny

_MOST_CHARACTERS = 200


class Rows:
    """Rows that are no positions of their own. Neighbours with the same fate become one entry."""

    def __init__(self) -> None:
        self._rows: list[AccountedRow] = []

    def add(self, line: int | None, what: str, destiny: Destiny, why: str, last_line: int | None = None) -> None:
        """One row, or the rows from `line` to `last_line`. Formats without lines give None."""
        self._rows.append(
            AccountedRow(
                line=line,
                last_line=last_line,
                what=what[:_MOST_CHARACTERS] or "row without a name",
                destiny=destiny,
                why=why[:_MOST_CHARACTERS],
            )
        )

    def entries(self) -> tuple[AccountedRow, ...]:
        """In the order of the file."""
        entries: list[AccountedRow] = []
        for row in sorted(self._rows, key=lambda row: row.line or 0):
            if entries and _continues(entries[-1], row):
                entries[-1] = entries[-1].model_copy(update={"last_line": row.last_line or row.line})
            else:
                entries.append(row)
        return tuple(entries)


def _continues(above: AccountedRow, row: AccountedRow) -> bool:
    """Whether a row is on the next line and has the same fate."""
    if above.line is None or row.line != (above.last_line or above.line) + 1:
        return False
    return (above.what, above.destiny, above.why) == (row.what, row.destiny, row.why)
