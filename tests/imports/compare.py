"""What a file became, beside its `*.expected.json`: decimals as numbers, prose left out, headings left out.

An expected file may state `disagreements` between a total and its rows; without them there must be none.
"""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

from imports.files.source import Source
from imports.read import read_file
from imports.result import AccountedRow, Destiny, ImportedAccount, ImportedFile, ImportedPosition

FILES = Path(__file__).parent / "files"
EXPECTED = ".expected.json"
_TEXTS = ("symbol", "isin", "cusip", "kind", "currency", "quoted_in")
_NUMBERS = ("quantity", "quoted_price", "unit_price", "value", "value_in_base")
#: Compared where the expected file states them: everywhere else ours may say more.
_WHERE_STATED = ("as_written", "name", "multiplier")

Plain = dict[str, Any]


def files_of(*beginnings: str) -> list[str]:
    """Names of the files that begin so and have an expected file, e.g. `fidelity`."""
    return sorted(
        file.name
        for file in FILES.iterdir()
        if file.name.startswith(beginnings) and not file.name.endswith(EXPECTED)
    )  # fmt: skip


@cache
def read(name: str) -> ImportedFile:
    """One of the files here, as its format reads it."""
    return read_file(name, (FILES / name).read_bytes())


def expectation(name: str) -> Plain:
    """The expected file of a file, as JSON."""
    return cast("Plain", json.loads((FILES / name).with_suffix(EXPECTED).read_text(encoding="utf-8")))


def expected(name: str) -> Plain:
    """What `read(name)` should be, in the shape of `plain`."""
    stated = expectation(name)
    return {
        "broker": stated["broker"],
        "as_of": stated["as_of"],
        "base_currency": stated["base_currency"],
        "fx_to_base": {currency: _number(rate) for currency, rate in stated.get("fx_to_base", {}).items()},
        "total_in_base": _number(stated.get("total_in_base")),
        "accounts": [_expected_account(account) for account in stated["accounts"]],
        "disagreements": [(_number(each["stated"]), _number(each["read"])) for each in stated.get("disagreements", [])],
        "rows": sorted(pair for row in stated["skipped"] for pair in _expected_rows(row)),
    }


def plain(result: ImportedFile, like: Plain) -> Plain:
    """A result to compare with `like`, which an expected file became."""
    positions = [[*account["positions"]] for account in like["accounts"]]
    return {
        "broker": result.broker,
        "as_of": result.as_of.isoformat() if result.as_of else None,
        "base_currency": result.base_currency,
        "fx_to_base": dict(result.fx_to_base),
        "total_in_base": result.total_in_base,
        "accounts": [
            _account(account, positions[at] if at < len(positions) else [])
            for at, account in enumerate(result.accounts)
        ],
        "disagreements": [(each.stated, each.read) for each in result.disagreements],
        "rows": sorted(pair for row in result.rows if row.destiny != Destiny.HEADING for pair in _rows(row)),
    }


def rows_not_read_once(content: bytes, result: ImportedFile, delimiter: str = ",") -> dict[int, int]:
    """Rows with any text that are not accounted for exactly once: line, and how often. For separated values only."""
    written = [line.number for line in Source("file", content).lines(delimiter) if any(line.cells)]
    seen: Counter[int] = Counter()
    for account in result.accounts:
        for position in account.positions:
            seen.update((position.line, *position.also_on))
    for row in result.rows:
        first = row.line or 0
        seen.update([first] if row.last_line is None else [line for line in written if first <= line <= row.last_line])
    return {number: seen[number] for number in {*written, *seen} if seen[number] != 1 or number not in written}


def _account(account: ImportedAccount, like: list[Plain]) -> Plain:
    return {
        "id": account.id,
        "name": account.name,
        "account_kind": account.account_kind,
        "cash": sorted((cash.currency, cash.amount) for cash in account.cash),
        "total_in_file": account.total_in_file,
        "positions": [
            _position(position, like[at] if at < len(like) else {}) for at, position in enumerate(account.positions)
        ],
    }


def _position(position: ImportedPosition, like: Plain) -> Plain:
    keys = (*_TEXTS, *_NUMBERS, *(key for key in _WHERE_STATED if key in like))
    return {key: getattr(position, key) for key in keys}


def _rows(row: AccountedRow) -> list[tuple[int, str]]:
    first = row.line or 0
    return [(number, row.what) for number in range(first, (row.last_line or first) + 1)]


def _expected_account(stated: Plain) -> Plain:
    return {
        "id": stated["id"],
        "name": stated["name"],
        "account_kind": stated["account_kind"],
        "cash": sorted((cash["currency"], _number(cash["amount"])) for cash in stated["cash"]),
        "total_in_file": _number(stated.get("total_in_file")),
        "positions": [_expected_position(position) for position in stated["positions"]],
    }


def _expected_position(stated: Plain) -> Plain:
    position: Plain = {key: stated.get(key) for key in _TEXTS}
    position |= {key: _number(stated.get(key)) for key in _NUMBERS}
    position |= {key: stated[key] for key in ("as_written", "name") if key in stated}
    return position | ({"multiplier": _number(stated["multiplier"])} if "multiplier" in stated else {})


def _expected_rows(stated: Plain) -> list[tuple[int, str]]:
    """`"line"` is a number, null, or `"13-14"` and `"34,37,40"`."""
    lines = "0" if stated["line"] is None else str(stated["line"])
    spans = [part.split("-") for part in lines.split(",")]
    return [(number, stated["what"]) for span in spans for number in range(int(span[0]), int(span[-1]) + 1)]


def _number(text: object) -> Decimal | None:
    return None if text is None else Decimal(str(text))
