"""`alex portfolio`: what is stored, with date and origin of every price."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from cli.portfolio.amounts import amount, money, shown_rate
from cli.shared.console import console
from cli.shared.process.output import print_json
from cli.shared.reach.user_api import user_api
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import facts, plain

Json = dict[str, Any]
_PER_CENT_OF_PAR = {"bond", "treasury"}


def show_portfolio(stack: str, *, as_json: bool) -> None:
    """Raises UserError: the API cannot be reached, or refused."""
    with user_api(stack) as api:
        portfolio = api.call("GET", "/portfolio")
    if as_json:
        print_json(portfolio)
    else:
        console.print(portfolio_view(portfolio))


def portfolio_view(portfolio: Json) -> RenderableType:
    """Args: portfolio: as the API gives it."""
    return Group(*_parts(portfolio))


def _parts(portfolio: Json) -> Iterator[RenderableType]:
    base = portfolio["currency"]
    if not portfolio["accounts"]:
        yield Text("Nothing is stored.")
        return
    columns = figures("quantity", "price", "value")
    sheet = Sheet(Column("holding", least=12), *columns, Column(""), *figures(base), Column("price of", least=12))
    for account in portfolio["accounts"]:
        name = facts(Text(plain(account["name"]).plain, style="bold"), account["kind"])
        sheet.add_row(name, "", "", "", "", money(account["value_in_base"]), "")
        for cash in account["cash"]:
            sheet.add_row("  cash", "", "", money(cash["amount"]), cash["currency"], money(cash["value_in_base"]), "")
        for position in account["positions"]:
            sheet.add_row(*_position(position))
        sheet.add_section()
    sheet.add_row("total", "", "", "", "", money(portfolio["total"]), "", style="bold")
    yield sheet
    for rate in portfolio["rates"]:
        stale = Text(" stale", style="yellow") if rate["stale"] else Text("")
        origin = f"{rate['rate_date']}, {plain(rate['source']).plain}"
        yield Text.assemble(f"1 {rate['currency']} = {shown_rate(rate['rate'])} {base}, {origin}", stale)
    for each in portfolio["unvalued"]:
        what = f"not counted: {plain(each['what']).plain} in {plain(each['account']).plain}, {each['reason']}"
        yield Text(what, style="yellow")
    for each in (position for account in portfolio["accounts"] for position in account["positions"]):
        if each["differs_from"]:
            yield Text(f"{each['symbol']} is your {each['name']}; the catalogue's is {each['differs_from']}", "yellow")


def _position(position: Json) -> list[str | Text]:
    origin = Text(position["price_date"])
    if position["price_source"]:
        origin.append(f", {plain(position['price_source']).plain}", style="dim")
    if position["stale"]:
        origin.append(" stale", style="yellow")
    name = position["name"] if position["name"] != position["symbol"] else ""
    return [
        Text.assemble("  ", plain(position["symbol"]).plain, "  " * bool(name), (plain(name).plain, "dim")),
        amount(position["quantity"]),
        amount(position["unit_price"]) + (" %" if position["kind"] in _PER_CENT_OF_PAR else ""),
        money(position["value"]),
        position["currency"],
        money(position["value_in_base"]) or "no rate",
        origin,
    ]
