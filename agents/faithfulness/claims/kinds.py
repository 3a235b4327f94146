"""What a text calls a thing: a stock a fund, an account by a kind that the client does not have."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import FUND_KINDS
from faithfulness.reading.context import Context

_FUNDS = bag("fund etf")
_STOCKS = bag("stock company")
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
#: Kinds of an IRA that no Roth IRA is.
_IRAS = bag("rollover traditional")
_OWNED = bag("your the our client's")
CALLING = _FUNDS | _STOCKS
ACCOUNTING = frozenset(_ACCOUNTS) | {"account"}


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
        is_fund = not known.isdisjoint(FUND_KINDS)
        if is_fund or "stock" in known:
            holds = (norms[place] in _FUNDS) is is_fund
            yield place, mention.after, "" if holds else f"it is a {'fund' if is_fund else 'stock'}."


def account_kinds(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "One account, Roth IRA", "your 401(k)": the client has an account of this kind, or of this name."""
    if context.soft or not facts.account_kinds:
        return
    norms = context.unit.tokens.norms
    yield from _named_account(context, facts)
    names = {word for name in facts.ranks.get("account", ()) for word in name[0].lower().replace("(", "").split()}
    for index, norm in enumerate(norms):
        meant = _ACCOUNTS.get(norm)
        if meant is None or not facts.account_kinds.keys().isdisjoint(meant) or any(norm in name for name in names):
            continue
        owned = norms[index - 1 : index] and norms[index - 1] in _OWNED
        start = index - (norms[index - 1] in ("a", "an"))
        listed = start > 1 and norms[start - 1] in _APPOSED and norms[start - 2] in ("account", "accounts")
        if owned or listed:
            yield index, index + 1, "the client has no such account."


def _named_account(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "One account, Robin", "two accounts, Savings and Rollover IRA": names of accounts that there are."""
    norms, texts = context.unit.tokens.norms, context.unit.tokens.texts
    accounts = facts.ranks.get("account", ())
    words = {part for topic, _ in accounts for part in topic.lower().split(":", 1)[-1].split()}
    for index in range(1, len(norms) - 2):
        if norms[index] == "account" and norms[index - 1] in ("one", "single") and norms[index + 1] == ",":
            named = any(m.named and m.first <= index + 2 < m.after for m in context.mentions)
            ends = norms[index + 3 : index + 4] in ([], ["."], [","], [";"], ["("])
            if texts[index + 2][:1].isupper() and ends and not (named and norms[index + 2] in words):
                known = norms[index + 2] in words or named
                yield index, index + 3, "" if known else "the client has no such account."
        elif norms[index] in _IRAS and norms[index + 1] == "ira" and "accounts" in norms[max(0, index - 6) : index]:
            known = norms[index] in words or "ira" in facts.account_kinds
            yield index, index + 2, "" if known else "the client has no such account."
