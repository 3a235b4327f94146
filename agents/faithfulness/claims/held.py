"""How much of something the portfolio holds, and the words of holding and not holding."""

from __future__ import annotations

from itertools import compress, count

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

POSITIVE = bag("holds owns has includes contains hold own have include contain")
NO = bag("no zero without lacks lack lacking")
NOT = bag("not doesn't don't isn't aren't hasn't haven't never nothing neither nor")
NEGATIONS = NO | NOT


def places_of(words: frozenset[str], norms: list[str]) -> list[int]:
    """Where one of these words stands."""
    return list(compress(count(), map(words.__contains__, norms)))


def _scope(mention: Mention, context: Context) -> set[str]:
    """The accounts that are spoken of: of several that which a verb of holding joins to the mention."""
    accounts = {topic for topic in context.reach if topic.startswith("account:")}
    if len(accounts) < 2:
        return accounts
    named = [m for m in context.mentions if m.after <= mention.first and m.topics & accounts]
    if not named:
        return accounts
    gap = set(context.unit.tokens.norms[named[-1].after : mention.first])
    return accounts if gap.isdisjoint(POSITIVE) or ";" in gap else set(named[-1].topics)


def share_held(facts: Facts, mention: Mention, context: Context, *, least: bool = False) -> float | None:
    """Percent of the portfolio, or of the account that is spoken of; None if the tools do not say.

    Args:
        least: of the mention's meanings ("real estate" is a class and a sector) take that with the smallest share.
    """
    choose = min if least else max
    accounts = _scope(mention, context)
    if (len(accounts) == 1 or _one_of_them(mention, context)) and not mention.topics & accounts:
        inside = [_in_account(facts, mention, where, least=least) for where in sorted(accounts)]
        shares = [share for share in inside if share is not None]
        if shares:
            return choose(shares)
    known = [topic for topic in mention.topics if facts.present(topic) is not None]
    if any(topic == "position:Cash" for topic in mention.topics) and facts.truths.cash_share is not None:
        return facts.truths.cash_share
    if not known:
        return None
    return choose((facts.value(topic, Kind.PERCENT) or 0.0) for topic in known)


def _one_of_them(mention: Mention, context: Context) -> bool:
    """ "The IRA is three times the Trust. It has no cash": one of the accounts that the sentence before names."""
    earlier = any(m.after <= mention.first and any(t.startswith("account:") for t in m.topics) for m in context.named)
    return context.unit.tokens.norms[0] == "it" and not earlier


def _in_account(facts: Facts, mention: Mention, where: str, *, least: bool) -> float | None:
    """Percent of an account; None if the tools do not say."""
    choose = min if least else max
    scoped = [
        f.value
        for f in facts.about([where])
        if f.kind is Kind.PERCENT and len(f.topics) == 2 and f.topics & mention.topics
    ]
    kinds = [topic[5:] for topic in mention.topics if topic.startswith("kind:")]
    if kinds and where in facts.inside:
        value = sum(held for name, held in facts.inside[where] if facts.kinds.get(name) in kinds)
        return 100 * value / (facts.value(where) or 1.0)
    if scoped or any(topic.startswith(("position:", "asset_class:")) for topic in mention.topics):
        return choose(scoped, default=0.0)
    return None
