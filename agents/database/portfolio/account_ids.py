"""Which stored account each account of a document is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import uuid4

from holdings.document import HeldAccount
from holdings.stored import StoredAccount


class AccountId(NamedTuple):
    account_id: str
    external_id: str
    """The broker's; empty where there is none."""


def account_ids(accounts: Sequence[HeldAccount], stored: Sequence[StoredAccount]) -> list[AccountId]:
    """By the id that the document gives, else by name and kind; a new id where no stored account is meant."""
    left = {account.account_id: account for account in stored}
    found: list[AccountId | None] = [None] * len(accounts)
    # Ids first: an account that is found by its name only must not take another one's place.
    for finds in (_by_id, _by_name):
        for at, account in enumerate(accounts):
            same = next((one for one in left.values() if found[at] is None and finds(account, one)), None)
            if same:
                del left[same.account_id]
                external = account.id if account.id not in ("", same.account_id) else same.external_id
                found[at] = AccountId(same.account_id, external)
    return [one or AccountId(str(uuid4()), account.id) for one, account in zip(found, accounts, strict=True)]


def repeated_ids(accounts: Sequence[HeldAccount]) -> Iterator[tuple[str, str]]:
    """Path and problem of each account whose id an earlier one has."""
    seen: dict[str, int] = {}
    for at, account in enumerate(accounts):
        if account.id and account.id in seen:
            yield f"accounts[{at}].id", f"must be another one than that of accounts[{seen[account.id]}]"
        seen.setdefault(account.id, at)


def _by_id(account: HeldAccount, stored: StoredAccount) -> bool:
    return account.id != "" and account.id in (stored.account_id, stored.external_id)


def _by_name(account: HeldAccount, stored: StoredAccount) -> bool:
    strangers = account.id and stored.external_id and account.id != stored.external_id
    return not strangers and (account.name, account.kind) == (stored.name, stored.kind)
