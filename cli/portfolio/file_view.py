"""What a file holds, on the terminal: every account, every row, and its totals beside ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from agent_runtime.agent.wording import counted
from cli.portfolio.amounts import amount, money
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import facts, plain
from imports.compared import Compared, compared
from imports.result import AccountedRow, Destiny, ImportedAccount, ImportedFile, ImportedPosition

#: Rows of an account, or of what was left out, that are listed; the others are counted.
MOST_ROWS = 60
#: By the first word of what a price is quoted in.
_UNITS = {"percent": " %", "pence": " GBX"}
_COUNTED = {Destiny.CASH: "counted as cash", Destiny.MERGED: "part of other rows", Destiny.TOTAL: "sums"}


def file_view(name: str, imported: ImportedFile) -> RenderableType:
    return Group(*_parts(name, imported))


def outcome(answer: dict[str, Any]) -> Text:
    """The portfolio that the file makes, in one line.

    Args:
        answer: of `POST /imports`.
    """
    portfolio = answer["portfolio"]
    positions = sum(len(account["positions"]) for account in portfolio["accounts"])
    total = Decimal(str(portfolio["total"]))
    parts = (counted(len(portfolio["accounts"]), "account"), counted(positions, "position"))
    held = f"{', '.join(parts)}, {total:,.2f} {portfolio['currency']}"
    said = "Stored" if answer["stored"] else "The portfolio with it" if answer["changes"] else "Stored already"
    text = Text.assemble((said, "bold"), f": {held}")
    for each in portfolio["unvalued"]:
        text.append(f"\nnot counted: {plain(each['what']).plain} in {plain(each['account']).plain}, ", style="yellow")
        text.append(each["reason"], style="yellow")
    return text


def _parts(name: str, imported: ImportedFile) -> Iterator[RenderableType]:
    when = f"as of {imported.as_of.isoformat()}" if imported.as_of else "without a date"
    yield facts(Text(plain(name).plain, style="bold"), plain(imported.broker).plain, when)
    yield _holdings(imported)
    left_out = [row for row in imported.rows if row.destiny == Destiny.SKIPPED]
    if left_out:
        yield _left_out(left_out)
    counted = Counter(row.destiny for row in imported.rows)
    said = [f"{counted[destiny]} {words}" for destiny, words in _COUNTED.items() if counted[destiny]]
    if said:
        yield Text(f"Other rows: {', '.join(said)}", style="dim")
    for each in imported.disagreements:
        stated, read = money(each.stated), money(each.read)
        yield Text(
            f"{plain(each.what).plain}: the file states {stated} {each.currency}, its rows are {read}", "bold red"
        )
    yield from (Text(plain(warning).plain, style="yellow") for warning in imported.warnings)


def _holdings(imported: ImportedFile) -> Sheet:
    sheet = Sheet(
        Column("holding", least=12),
        Column("kind", spare=0),
        *figures("quantity", "price", "value"),
        Column("", spare=1),
    )
    *totals, whole = compared(imported)
    for account, total in zip(imported.accounts, totals, strict=True):
        sheet.add_row(_named(account), *[""] * 5)
        for cash in account.cash:
            sheet.add_row("  cash", "", "", "", money(cash.amount), cash.currency)
        for position in account.positions[:MOST_ROWS]:
            sheet.add_row(*_position(position))
        if (more := len(account.positions) - MOST_ROWS) > 0:
            sheet.add_row(f"  and {more} more positions", *[""] * 5)
        sheet.add_row(*_total("  total", total))
        sheet.add_section()
    if len(imported.accounts) > 1 or whole.stated is not None:
        sheet.add_row(*_total("all accounts", whole), style="bold")
    return sheet


def _named(account: ImportedAccount) -> Text:
    name = Text(plain(account.name).plain, style="bold")
    number = account.id if account.id != account.name else None
    return facts(name, plain(number).plain if number else None, account.account_kind)


def _position(position: ImportedPosition) -> list[str | Text]:
    identity = position.symbol or position.isin or position.cusip or ""
    name = position.name if position.name != identity else ""
    what = Text.assemble("  ", plain(identity).plain, ("  " if identity and name else ""))
    what.append(plain(name or "").plain, style="dim")
    price = position.quoted_price if position.quoted_price is not None else position.unit_price
    unit = _UNITS.get((position.quoted_in or "").partition(" ")[0], "")
    return [
        what,
        position.kind.replace("_", " "),
        amount(position.quantity),
        f"{amount(price)}{unit}",
        money(position.value),
        position.currency,
    ]


def _total(what: str, total: Compared) -> list[str | Text]:
    """Ours in the column of values; the file's beside it."""
    ours = money(total.read) if total.read is not None else "no rate"
    if total.agrees is None:
        beside = Text(f"{total.currency}" + (f", file: {money(total.stated)}" if total.stated is not None else ""))
    elif total.agrees:
        beside = Text.assemble(f"{total.currency} ", ("✔ as in the file", "green"))
    else:
        beside = Text.assemble(f"{total.currency} ", (f"✘ file: {money(total.stated)}", "bold red"))
    return [what, "", "", "", ours, beside]


def _left_out(rows: list[AccountedRow]) -> Sheet:
    sheet = Sheet(*figures("line"), Column("left out", least=12), Column("why", least=20))
    for row in rows[:MOST_ROWS]:
        lines = f"{row.line or ''}" + (f"–{row.last_line}" if row.last_line and row.last_line != row.line else "")
        sheet.add_row(lines, plain(row.what), plain(row.why))
    if (more := len(rows) - MOST_ROWS) > 0:
        sheet.add_row("", f"and {more} more", "")
    return sheet
