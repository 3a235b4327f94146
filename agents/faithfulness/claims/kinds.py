"""What a text calls a thing: a stock a fund, an account by a kind that the client does not have."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context

_FUNDS = bag("fund etf")
_STOCKS = bag("stock company")
_OF_FUNDS = frozenset({"etf", "mutual_fund", "bond_fund"})
_APPOSED = frozenset({",", "(", ":"})
#: Words for kinds of accounts, and the kinds that they mean.
_ACCOUNTS: dict[str, tuple[str, ...]] = {
    "roth": ("roth_ira",),
    "ira": ("ira", "roth_ira"),
    "401k": ("401k",),
    "403b": ("403b",),
    "hsa": ("hsa",),
    "brokerage": ("taxable",),
}
_OWNED = bag("your the our client's")
CALLING = _FUNDS | _STOCKS
ACCOUNTING = frozenset(_ACCOUNTS)


def kinds(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "one fund, COST", "the stock VTI": what stands right in front of a ticker says what it is."""
    norms = context.unit.tokens.norms
    for mention in context.mentions:
        known = {facts.kinds.get(topic, "") for topic in mention.topics if topic.startswith("position:")} - {"", "None"}
        place = mention.first - 1
        if place > 0 and norms[place] in _APPOSED:
            place -= 1
        if mention.rank or len(known) != 1 or len(mention.topics) != 1 or place < 0 or norms[place] not in CALLING:
            continue
        if norms[place + 1 : mention.first] == [","] and norms[place - 1 : place] not in (
            ["one"],
            ["single"],
            ["only"],
        ):
            continue  # "a stock fund, a bond fund, VTI and …"
        is_fund = not known.isdisjoint(_OF_FUNDS)
        if is_fund or "stock" in known:
            holds = (norms[place] in _FUNDS) is is_fund
            yield place, mention.after, "" if holds else f"it is a {'fund' if is_fund else 'stock'}."


def account_kinds(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "One account, Roth IRA", "your 401(k)": the client has an account of this kind, or of this name."""
    if context.soft or not facts.account_kinds:
        return
    norms = context.unit.tokens.norms
    names = {word for name in facts.ranks.get("account", ()) for word in name[0].lower().replace("(", "").split()}
    for index, norm in enumerate(norms):
        meant = _ACCOUNTS.get(norm)
        if meant is None or not facts.account_kinds.isdisjoint(meant) or any(norm in name for name in names):
            continue
        owned = norms[index - 1 : index] and norms[index - 1] in _OWNED
        listed = index > 1 and norms[index - 1] in _APPOSED and norms[index - 2] in ("account", "accounts")
        if owned or listed:
            yield index, index + 1, "the client has no such account."
