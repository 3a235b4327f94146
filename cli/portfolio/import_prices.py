"""`alex prices import`: prices from a CSV file with named columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from cli.run.portfolio_file import expectation, listed
from cli.shared.console import console
from cli.shared.errors import UserError
from cli.shared.process.output import print_json
from cli.shared.reach.user_api import user_api
from holdings.amounts import Price
from holdings.document import Currency, Part, Symbol

COLUMNS = ("symbol", "price", "currency", "date", "source")
_REQUIRED = COLUMNS[:2]
#: Of one request.
_MOST = 2000


class PriceRow(Part):
    """A row of the file."""

    symbol: Symbol
    price: Price
    currency: Currency = "USD"
    date: Annotated[date, Field(strict=False)]
    source: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]

    def item(self) -> dict[str, object]:
        """For `PUT /api/prices`."""
        row = self.model_dump(mode="json")
        return {"unit_price": row.pop("price"), "price_date": row.pop("date"), **row}


def import_prices(file: Path, stack: str, *, as_json: bool) -> None:
    """Raises UserError: the file is wrong, or the API refused. If a row is wrong, none is stored."""
    items = [row.item() for row in read_prices(file, datetime.now(UTC).date())]
    with user_api(stack) as api:
        parts = [items[first : first + _MOST] for first in range(0, len(items), _MOST)]
        stored = sum(api.call("PUT", "/prices", {"prices": part})["stored"] for part in parts)
    if as_json:
        print_json({"read": len(items), "stored": stored})
    else:
        console.print(f"{len(items)} prices: {stored} stored, {len(items) - stored} known already, or older than known")


def read_prices(file: Path, today: date) -> list[PriceRow]:
    """All rows.

    Args:
        file: CSV in UTF-8 whose first row names its columns.
        today: date of prices without one.

    Raises:
        UserError: names the file, the line, the column and the expectation.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{file}: is no text in UTF-8", "save it as CSV in UTF-8") from error
    rows: list[PriceRow] = []
    problems: list[str] = []
    for line, cells in _rows(file, text):
        try:
            rows.append(PriceRow.model_validate({"date": today, "source": file.name, **cells}))
        except ValidationError as error:
            problems += [f"line {line}: {expectation(each)}" for each in error.errors()]
    if problems:
        raise UserError(f"{file}: {listed(problems)}")
    if not rows:
        raise UserError(f"{file}: has no prices")
    return rows


def _rows(file: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and filled cells by column of each row."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        heading = [cell.strip().lower() for cell in next(reader, [])]
        missing = [column for column in _REQUIRED if column not in heading]
        unknown = [column for column in heading if column not in COLUMNS]
        if missing or unknown or len(set(heading)) < len(heading):
            wanted = f"symbol and price, and perhaps {', '.join(COLUMNS[2:])}"
            raise UserError(f"{file}: line 1: must name the columns {wanted}, is {', '.join(heading)[:80]}")
        for row in reader:
            cells = {column: cell.strip() for column, cell in zip(heading, row, strict=False) if cell.strip()}
            if len(row) > len(heading):
                raise UserError(f"{file}: line {reader.line_num}: has more cells than the heading")
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        raise UserError(f"{file}: line {reader.line_num}: is no row of CSV: {error}") from error
