"""A broker's account with its positions, as the portfolio document writes them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pydantic import ValidationError

from holdings.amounts import MONEY_PLACES, QUANTITY_PLACES, rounded
from holdings.document import AccountKind, Cash, HeldAccount, Holding
from holdings.evident import evident_kind
from holdings.expectations import expected
from holdings.identifiers import canonical_symbol, is_cusip, is_isin
from holdings.kinds import InstrumentKind, multiplier
from holdings.options import parse_option
from holdings.stored import StoredAccount
from imports.result import ImportedAccount, ImportedPosition, ImportRefused


@dataclass(frozen=True)
class Origin:
    """Where prices come from."""

    name: str
    """`Fidelity's file`."""
    as_of: date | None
    day: date
    """Of prices that have no date."""

    @property
    def source(self) -> str:
        return f"{self.name} of {self.as_of.isoformat()}" if self.as_of else self.name


def shortened(text: str, most: int = 200) -> str:
    """Without control characters and surrounding blanks, at most as long as a name may be."""
    plain = "".join(" " if unicodedata.category(character) == "Cc" else character for character in text)
    return " ".join(plain.split())[:most].strip()


def external_id(account: ImportedAccount) -> str:
    """The broker's id of the account; empty if the file has none."""
    return shortened(account.id or "", 100)


def held_account(account: ImportedAccount, was: StoredAccount | None, origin: Origin) -> HeldAccount:
    """The file's cash and positions. A stored account keeps its name, and its kind unless the file knows more.

    Args:
        account: what was read.
        was: the stored account that it is.
        origin: of prices.

    Raises:
        ImportRefused: a position or a balance cannot be stored.
    """
    stated = AccountKind(account.account_kind) if account.account_kind else AccountKind.OTHER
    kind = was.kind if was and was.kind != AccountKind.OTHER else stated
    cash: dict[str, Decimal] = {"USD": Decimal(0)}
    for each in account.cash:
        cash[each.currency] = cash.get(each.currency, Decimal(0)) + each.amount
    amounts = {currency: rounded(amount, MONEY_PLACES) for currency, amount in cash.items()}
    name = was.name if was else shortened(account.name) or shortened(account.id or "") or origin.name
    positions = [_holding(position, name, origin) for position in account.positions if position.quantity]
    try:
        return HeldAccount(
            id=external_id(account) or (was.account_id if was else ""),
            name=name,
            kind=kind,
            cash=amounts.pop("USD"),
            balances=[Cash(currency=currency, amount=amount) for currency, amount in amounts.items() if amount],
            positions=positions,
        )
    except ValidationError as error:
        raise ImportRefused(f"the account {name!r} cannot be stored: {first_problem(error)}") from error


def _holding(position: ImportedPosition, account: str, origin: Origin) -> Holding:
    written = position.symbol or position.isin or position.cusip or position.name or ""
    try:
        fields: dict[str, object] = {
            **_identity(position),
            "kind": position.kind,
            "quantity": rounded(position.quantity, QUANTITY_PLACES),
            "value": rounded(position.value, MONEY_PLACES),
            "currency": position.currency,
            "price_date": position.price_date or origin.as_of or origin.day,
            "price_source": origin.source[:200],
        }
        return Holding.model_validate({**fields, **_price(position, Holding.model_validate(fields))})
    except ValidationError as error:
        what = f"{written[:60]!r} in the account {account!r} (line {position.line})"
        raise ImportRefused(f"{what} cannot be stored: {first_problem(error)}") from error


def _identity(position: ImportedPosition) -> dict[str, str | None]:
    """What names the instrument. A symbol that Alex cannot write is left to the name."""
    isin, cusip = position.isin, position.cusip
    symbol = position.symbol if position.symbol and _is_symbol(position.symbol) else None
    name = shortened(position.name or ("" if symbol else position.symbol or ""))
    return {
        "symbol": symbol,
        "isin": isin if isin and is_isin(isin) else None,
        "cusip": cusip if cusip and is_cusip(cusip) else None,
        "name": name or None,
    }


def _is_symbol(text: str) -> bool:
    try:
        return bool(parse_option(text) or canonical_symbol(text))
    except ValueError:
        return False


def _price(position: ImportedPosition, holding: Holding) -> dict[str, Decimal | None]:
    """As quoted, with the multiplier that leads to the price of one unit. Without a price, the value counts."""
    if not position.unit_price or position.unit_price < 0:
        return {}
    times = position.multiplier or multiplier(position.kind)
    quoted = position.quoted_price
    if quoted is None or quoted * times != position.unit_price:
        quoted, times = position.unit_price, Decimal(1)
    usual = multiplier(evident_kind(holding) or InstrumentKind.OTHER)
    price = rounded(quoted, MONEY_PLACES)
    return {"unit_price": price, "multiplier": None if times == usual else times} if price else {}


def first_problem(error: ValidationError) -> str:
    """The first problem, e.g. `quantity must be less than 1000000000000`."""
    found = error.errors()[0]
    field = ".".join(str(part) for part in found["loc"])
    return f"{field} {expected(found)}".strip()
