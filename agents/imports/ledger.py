"""What became of each row that is no position of its own."""

from __future__ import annotations

from imports.result import AccountedRow, Destiny

_MOST = 200


class Ledger:
    """Rows that are no positions of their own. Neighbours with the same fate become one entry."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, str, Destiny, str]] = []

    def add(self, line: int, what: str, destiny: Destiny, why: str) -> None:
        self._rows.append((line, what[:_MOST] or "row without a name", destiny, why[:_MOST]))

    def rows(self) -> tuple[AccountedRow, ...]:
        """In the order of the file."""
        entries: list[AccountedRow] = []
        last = -1
        for line, what, destiny, why in sorted(self._rows, key=lambda row: row[0]):
            if (
                entries
                and last == line - 1
                and (entries[-1].what, entries[-1].destiny, entries[-1].why)
                == (
                    what,
                    destiny,
                    why,
                )
            ):
                entries[-1] = entries[-1].model_copy(update={"last_line": line})
            else:
                entries.append(AccountedRow(line=line, what=what, destiny=destiny, why=why))
            last = line
        return tuple(entries)
