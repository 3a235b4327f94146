"""Where "it" lies: "cash, nearly all of it in the brokerage account", "Roth IRA: $50,169, all of it in VEA"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.amounts import Part, fits, in_account, part_said
from faithfulness.claims.lying import account_of
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_LIES = bag("is sits lies held kept lying sitting in inside the your")
_SAYING = bag("all most none nearly almost practically virtually")
OF_IT = frozenset({"it"})


def of_it(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of place: first token, index after the last, and what is wrong."""
    if context.soft or not facts.inside or context.unit.kind != "sentence":
        return
    norms = context.unit.tokens.norms
    for index in range(1, len(norms) - 2):
        if norms[index] != "of" or norms[index + 1] != "it" or norms[index - 1] not in _SAYING:
            continue
        place = index + 2
        while place < len(norms) and norms[place] in _LIES and place not in context.starts:
            place += 1
        where = next((m for m in context.mentions if m.first == place), None)
        part = part_said(norms[max(0, index - 2) : index])
        if where is None or part is None or norms[index + 2 : place] in ([], ["is"]) or not _in(norms, index, place):
            continue
        subject = _subject(context, index)
        if subject is not None and (problem := _problem(facts, subject, where, part)) is not None:
            yield index - 1, where.after, problem


def _in(norms: list[str], index: int, place: int) -> bool:
    return not {"in", "inside"}.isdisjoint(norms[index + 2 : place])


def _subject(context: Context, index: int) -> Mention | None:
    """The name that "it" stands for: the last one in front."""
    before = [m for m in context.mentions if m.after <= index and m.named and not m.rank and m.many == 1]
    return before[-1] if before else None


def _problem(facts: Facts, subject: Mention, where: Mention, part: Part) -> str | None:
    """What is wrong; empty if nothing is, None if the tools do not say."""
    account, own = account_of(where, facts), account_of(subject, facts)
    if account and not own:
        amounts = in_account(facts, subject.topics, account)
        return None if not amounts else "" if fits(amounts, part) else f"it does not lie in {account[8:]}."
    topics = [t for t in where.topics if t.startswith("position:")]
    if own and len(topics) == 1 and len(where.topics) == 1 and not where.rank:
        inside = sum(value for topic, value in facts.inside[own] if topic == topics[0])
        whole = facts.value(own)
        return None if not whole else "" if fits([(inside, whole)], part) else f"{100 * inside / whole:.0f} % of it is."
    return None
