"""Claims about the whole: "all cash", "fully invested", "no holdings", "no retirement goal"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import NO, NOT, POSITIVE, places_of, share_held
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context

_TRACE = 0.05
_PLURALS = frozenset({"holdings", "positions", "investments", "securities"})
_SEVERAL = bag("several some many few various numerous multiple")
ANY = _PLURALS | {"funds", "stocks", "bonds", "etfs", "shares"}
WHOLLY = bag("fully entirely wholly exclusively solely completely all nothing")
_NEGATED = NOT | {"no", "almost", "nearly"}
_NO_WHOLE = bag("accounts holdings balances is of taken together combined put")
_GOALS = frozenset({"goal", "goals"})
_SUPPOSED = bag("if should could would please once when")
_WISHES = bag("put set get place record add enter have let give")
_MISSING = bag("no not without missing absent lacks unset unspecified undefined none isn't hasn't haven't never nor")


def everything(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "all cash", "entirely in equity", "fully invested", "nothing but bonds"."""
    found = context.unit.tokens
    share = facts.truths.cash_share
    for index in () if context.soft else places_of(WHOLLY, found.norms):
        two = found.norms[index], found.norms[index + 1] if index + 1 < len(found.norms) else ""
        if not _NEGATED.isdisjoint(found.norms[max(0, index - 3) : index]):
            continue
        if two == ("fully", "invested") and share is not None and not context.accounts:
            yield index, index + 2, "" if share < 1 else f"{share:.1f} % is cash."
        whole = two[0] in ("entirely", "wholly", "exclusively", "solely", "completely") or two in (
            ("all", "in"),
            ("nothing", "but"),
        )
        start = index + (2 if two in (("all", "in"), ("nothing", "but")) else 1)
        if two[0] == "all" and any(m.first == index + 1 and m.named and m.strong for m in context.mentions):
            following = _after_mention(context, index + 1)
            whole, start = following not in _NO_WHOLE, index + 1
        if not whole:
            continue
        mention = next((m for m in context.mentions if m.named and start <= m.first <= start + 3 and not m.rank), None)
        if mention is None or set(found.norms[start : mention.first]) - {
            "in",
            "of",
            "invested",
            "held",
            "made",
            "up",
        }:
            continue
        held = share_held(facts, mention, context)
        if found.norms[index - 1 : index] in (["is"], ["are"], ["almost"]) and _of_a_slice(context, index):
            continue  # "Europe is entirely VEA"
        if held is not None and not any(topic.startswith("account:") for topic in context.own):
            yield index, mention.after, "" if held >= 99.5 else f"that is {held:.1f} % of the portfolio."


def _of_a_slice(context: Context, index: int) -> bool:
    """Whether a region or a sector is the subject."""
    before = next((m for m in reversed(context.mentions) if m.after <= index), None)
    gap = context.unit.tokens.norms[before.after : index] if before is not None else ["-"]
    return before is not None and before.named and {"is", "are", "almost"}.issuperset(gap)


def none_of_it(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "None of the money is in X"."""
    norms = context.unit.tokens.norms
    if norms[:2] != ["none", "of"] or context.soft:
        return
    mention = next(
        (m for m in context.mentions if m.named and m.first > 2 and norms[m.first - 1] in ("in", "the")), None
    )
    held = share_held(facts, mention, context) if mention is not None and not mention.rank else None
    if mention is not None and held is not None:
        yield 0, mention.after, "" if held < _TRACE else f"{held:.1f} % is."


def _after_mention(context: Context, first: int) -> str:
    mention = next(m for m in context.mentions if m.first == first)
    found = context.unit.tokens
    return found.norms[mention.after] if mention.after < len(found.norms) else ""


def no_holdings(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "no holdings", "does not have any positions", "no investments yet"."""
    found = context.unit.tokens
    held = len(facts.ranks.get("position", ()))
    if "position" not in facts.ranks:
        return
    for index in places_of(ANY, found.norms):
        norm = found.norms[index]
        some = index > 1 and found.norms[index - 1] in _SEVERAL and found.norms[index - 2] in POSITIVE
        if some and not held and not context.soft:
            yield index - 1, index + 1, "the portfolio has no holdings."
        if norm not in _PLURALS:
            continue
        before = found.norms[max(0, index - 5) : index]
        close = before[-1:] in (["no"], ["zero"], ["any"]) or before[-2:] in (["any", "other"], ["no", "invested"])
        denies = before[-1:] in (["no"], ["zero"]) or bool(set(before) & (NOT | {"without"}))
        following = set(found.norms[index + 1 : index + 3])
        limited = following & {
            "in",
            "of",
            "outside",
            "beyond",
            "above",
            "larger",
            "smaller",
            "with",
            "that",
            "is",
            "exceeds",
        }
        scoped = any(topic.startswith("account:") for topic in context.reach)
        if close and denies and not limited and not scoped and "other" not in before:
            yield max(0, index - 1), index + 1, f"the portfolio has {held} holdings." if held else ""


def goal(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "No retirement goal is set", "your retirement goal is …"."""
    found = context.unit.tokens
    has = facts.truths.has_goal
    if has is None:
        return
    for index in places_of(_GOALS, found.norms) if context.unit.kind == "sentence" else ():
        before = found.norms[max(0, index - 4) : index]
        following = found.norms[index + 1 : index + 6]
        if before[-2:] == ["of", "the"]:
            continue  # "three quarters of the goal is still missing"
        denied = bool(set(before) & {"no", "without", "any", "lacks"} and set(before) & (_MISSING | {"any"}))
        denied = denied or bool(set(following[:4]) & {"missing", "absent", "unset", "unspecified", "unknown"})
        denied = denied or (
            any(w in ("not", "isn't", "hasn't") for w in following[:3])
            and bool(
                set(following)
                & {"set", "given", "specified", "recorded", "provided", "stated", "defined", "entered", "file"}
            )
        )
        if denied:
            yield max(0, index - 1), index + 1, "the client has given a retirement goal." if has else ""
        elif not has and _on_record(following) and not _wished(found.norms[:index]):
            yield index, index + 1, "the client has given no retirement goal."
        elif (
            not has
            and before
            and (
                (_given(before) and _SUPPOSED.isdisjoint(found.norms[:index]))
                or (not context.soft and _asserts(before, following))
            )
        ):
            yield max(0, index - 1), index + 1, "the client has given no retirement goal."


def _given(before: list[str]) -> bool:
    """ "You gave a retirement goal": somebody said one."""
    told = bool(set(before) & {"gave", "stated", "named", "set", "provided", "specified", "recorded", "given"})
    told = told and bool(set(before) & {"you", "client", "have"})
    denied = bool(set(before) & (NO | NOT | {"please", "any"}))
    return told and not denied and bool({"a", "your", "the", "one"} & set(before[-2:]))


def _on_record(following: list[str]) -> bool:
    """ "A goal is on record": somebody gave one."""
    return following[:2] in (["is", "on"], ["on", "record"], ["on", "file"], ["is", "set"], ["is", "recorded"])


def _wished(before: list[str]) -> bool:
    """ "Put a goal on file", "once a goal is set": there is none yet."""
    first = next((norm for norm in before if norm.isalpha()), "")
    return first in _WISHES or not _SUPPOSED.isdisjoint(before)


def _asserts(before: list[str], following: list[str]) -> bool:
    possessive = bool(set(before) & {"your", "the", "their", "client"})
    return (
        possessive
        and bool(following[:1])
        and following[0] in ("is", "of", "calls", "requires", "needs", "stands", "takes")
    )
