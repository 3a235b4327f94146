"""Which kind an account is of: "the account Roth is a 401(k)", "one tax-deferred account"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_SHELTERED = frozenset({"ira", "roth_ira", "401k"})
#: Words for a kind of account, the longest first, and the kinds that they mean.
_KINDS: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    (("roth", "ira"), frozenset({"roth_ira"})),
    (("roth", "account"), frozenset({"roth_ira"})),
    (("traditional", "ira"), frozenset({"ira"})),
    (("rollover", "ira"), frozenset({"ira"})),
    (("tax", "-", "deferred"), _SHELTERED),
    (("tax", "-", "advantaged"), _SHELTERED),
    (("tax", "-", "sheltered"), _SHELTERED),
    (("tax", "-", "free"), frozenset({"roth_ira"})),
    (("retirement", "account"), _SHELTERED),
    (("retirement", "accounts"), _SHELTERED),
    (("brokerage", "account"), frozenset({"taxable"})),
    (("brokerage", "accounts"), frozenset({"taxable"})),
    (("taxable",), frozenset({"taxable"})),
    (("ira",), frozenset({"ira", "roth_ira"})),
    (("iras",), frozenset({"ira", "roth_ira"})),
    (("401k",), frozenset({"401k"})),
)
#: In a portfolio without an account of this kind, "the Roth IRA" is none of its accounts.
_NAMED_LIKE = {("roth", "ira"): "roth_ira"}
_IS = bag("is was remains being as")
_ENDS = bag(". , ; ) and , with that which worth of by : – — |")
#: Tokens of "X, your only account, is a …".
_REMARK = 8
_NO_NUMBER = bag("other further of another more")
_HELD = bag("in holds has is contains from")
SORTING = frozenset({word for words, _ in _KINDS for word in words} - {"-", "account", "accounts"})


class _Sort(NamedTuple):
    """A kind that is said."""

    first: int
    after: int
    kinds: frozenset[str]


def account_sorts(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of kind: first token, index after the last, and what is wrong."""
    if facts.sorts and context.unit.kind == "row":
        yield from _in_a_row(context, facts)
    if not facts.sorts or context.unit.kind != "sentence":
        return
    yield from _nobodys(context, facts)
    if context.soft:
        return
    yield from _numbered(context, facts)
    norms = context.unit.tokens.norms
    apposed = "kind" in context.words and ["by", "its", "kind"] in [norms[i : i + 3] for i in range(len(norms))]
    if apposed:
        yield from _by_its_kind(context, facts)
    for mention in context.named:
        account = mention.topics & facts.sorts.keys()
        if len(account) != 1 or mention.rank or mention.many > 1:
            continue
        place = _behind(norms, mention.after)
        if not place and apposed and norms[mention.after : mention.after + 1] in (["a"], ["an"]):
            place = mention.after + 1  # "by its kind, the IRA is an IRA and the Trust a taxable account"
        sort = _sort_at(norms, place) if place else None
        if sort is not None:
            yield from _judged(facts, mention, next(iter(account)), sort)


def _judged(facts: Facts, mention: Mention, account: str, sort: _Sort) -> Iterator[tuple[int, int, str]]:
    known = facts.sorts[account]
    if known <= _SHELTERED | {"taxable"}:
        problem = "" if known <= sort.kinds else f"its kind is {sorted(known)[0].replace('_', ' ')}."
        yield min(mention.first, sort.first), sort.after, problem


def _in_a_row(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "| Savings | taxable account | $18,251 |"."""
    norms = context.unit.tokens.norms
    named = next((m for m in context.named if len(m.topics & facts.sorts.keys()) == 1 and not m.rank), None)
    for first, after in context.unit.cells if named is not None else ():
        if named is None or named.after > first or norms[first] not in SORTING:
            continue
        sort = _sort_at(norms, first)
        if sort is not None and sort.after == after and not _is_a_name(facts, norms[first:after]):
            yield from _judged(facts, named, next(iter(named.topics & facts.sorts.keys())), sort)


def _is_a_name(facts: Facts, words: list[str]) -> bool:
    """ "Rollover IRA": another account's name, in a row of accounts."""
    names = ("".join(topic.lower().replace("(", "").replace(")", "").split()) for topic in facts.sorts)
    return f"account:{''.join(words)}" in names


def _by_its_kind(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Mine is the only account, by its kind an IRA", "Main is by its kind a taxable account"."""
    norms = context.unit.tokens.norms
    for index in range(1, len(norms) - 4):
        if norms[index : index + 3] != ["by", "its", "kind"] or norms[index + 3] not in ("a", "an"):
            continue
        named = [m for m in context.named if m.after <= index and len(m.topics & facts.sorts.keys()) == 1]
        sort = _sort_at(norms, index + 4)
        if named and sort is not None:
            yield from _judged(facts, named[-1], next(iter(named[-1].topics & facts.sorts.keys())), sort)


def _behind(norms: list[str], after: int) -> int:
    """Where a kind may be said of the account in front: "X is a", "X, a", "X (a"; 0 if nothing is said."""
    after += norms[after : after + 2] == [",", "is"]  # "the only account, Mine, is a taxable account"
    if norms[after : after + 3] == [",", "which", "is"]:
        after += 2
    elif norms[after : after + 2] == [",", "your"] and "," in norms[after + 2 : after + _REMARK]:
        ends = norms.index(",", after + 2)
        after = ends + 1 if norms[ends + 1 : ends + 2] == ["is"] else after
    said = norms[after : after + 1]
    if not said:
        return 0
    if norms[after : after + 2] == [",", "your"] or said[0] == "(":
        return after + (2 if norms[after + 1 : after + 2] in (["a"], ["an"], ["your"]) else 1)
    if said[0] in _IS or said[0] in (",", "–", "—"):
        place = after + 1 + (norms[after + 1 : after + 2] in (["also"], ["still"]))
        return place + 1 if norms[place : place + 1] in (["a"], ["an"]) else 0
    return 0


def _sort_at(norms: list[str], place: int) -> _Sort | None:
    """The kind that is said here, as a noun of its own."""
    for words, kinds in _KINDS:
        after = place + len(words)
        if tuple(norms[place:after]) != words:
            continue
        after += norms[after : after + 1] in (["account"], ["accounts"], ["plan"])
        return _Sort(place, after, kinds) if norms[after : after + 1] == [] or norms[after] in _ENDS else None
    return None


def _numbered(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Two taxable accounts", "held in one tax-deferred account": there are as many."""
    norms = context.unit.tokens.norms
    for figure in context.figures:
        if figure.kind not in (Kind.COUNT, Kind.NUMBER) or figure.step != 1 or figure.value < 1:
            continue
        words = next((words for words, _ in _KINDS if tuple(norms[figure.last + 1 :][: len(words)]) == words), None)
        before = norms[max(0, figure.first - 1) : figure.first]
        if words is None or not _NO_NUMBER.isdisjoint(before) or norms[figure.last + 1] == "of":
            continue
        after = figure.last + 1 + len(words)
        after += norms[after : after + 1] in (["account"], ["accounts"])
        if norms[after - 1] not in ("account", "accounts", "iras", "ira", "401k"):
            continue
        kinds = dict(_KINDS)[words]
        known = sum(number for kind, number in facts.account_kinds.items() if kind in kinds)
        other = sum(number for kind, number in facts.account_kinds.items() if kind not in _SHELTERED | {"taxable"})
        least = 1 if figure.value == 1 and before != ["only"] else figure.value
        holds = known + other >= least and (least < figure.value or known <= figure.value)
        yield figure.first, after, "" if holds else f"there {'is' if known == 1 else 'are'} {known}."


def _nobodys(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "$3,200 in the Roth IRA" where there is no Roth IRA, and no account is called so."""
    if context.soft:
        return
    norms = context.unit.tokens.norms
    names = " ; ".join(topic.lower() for topic in facts.sorts)
    for words, kind in _NAMED_LIKE.items():
        if kind in facts.account_kinds or words[0] in names:
            continue
        for index in [i for i in range(len(norms)) if tuple(norms[i : i + len(words)]) == words]:
            start, after = index - (norms[index - 1 : index] in (["the"], ["your"])), index + len(words)
            owned = start > 0 and norms[start - 1] in ("in", "from")
            holds = (
                norms[after : after + 1]
                and norms[after] in _HELD
                and (start == 0 or norms[start - 1] in (".", ";", ","))
            )
            if owned or holds:
                yield index, after, "the client has no such account."
