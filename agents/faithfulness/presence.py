"""What a text says is there or is not: holdings, slices, cash, a goal."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.context import Context
from faithfulness.facts import Facts
from faithfulness.mentions import Mention
from faithfulness.model import Kind

_HAVE = frozenset(
    "hold holds own owns have has had include includes contain contains invested holding exposed exposure allocation "
    "allocations position positions owning allocated stake stakes held money investment investments sits assets "
    "holdings allocate any in to of".split()
)
_POSITIVE = frozenset("holds owns has includes contains hold own have include contain".split())
_ADJECTIVES = frozenset(
    "direct other individual single further explicit visible recorded separate outright at all any".split()
)
_QUALIFIED = frozenset(
    "meaningful significant dedicated large substantial real much enough material more further other additional "
    "such excessive obvious undue clear".split()
)
#: Below this share of the portfolio (percent) "no exposure" and "fully invested" still hold as rounded statements.
TRACE = 0.05
_NO = frozenset("no zero without lacks lack lacking".split())
_NOT = frozenset("not doesn't don't isn't aren't hasn't haven't never nothing neither nor".split())
_NEGATIONS = _NO | _NOT
_PLURALS = frozenset({"holdings", "positions", "investments", "securities"})
_SEVERAL = frozenset("several some many few various numerous multiple".split())
_ANY = _PLURALS | {"funds", "stocks", "bonds", "etfs", "shares"}
_WHOLLY = frozenset("fully entirely wholly exclusively solely completely all nothing".split())
_MISSING = frozenset(
    "no not without missing absent lacks unset unspecified undefined none isn't hasn't haven't never nor".split()
)
_LIMITS = frozenset(
    "more less fewer longer larger bigger smaller higher lower need reason change single one doubt".split()
)


def presence(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    words = context.words
    if not words.isdisjoint(_NEGATIONS):
        yield from _absence(context, facts)
    if not words.isdisjoint(_ANY):
        yield from _no_holdings(context, facts)
    yield from _stated(context, facts)
    if not words.isdisjoint(_WHOLLY):
        yield from _everything(context, facts)
    if not words.isdisjoint(("goal", "goals")):
        yield from _goal(context, facts)


def _absence(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "no bonds", "no exposure to Europe", "does not hold any crypto", "without cash"."""
    found = context.unit.tokens
    for index, token in enumerate(found):
        if token.norm not in _NO and token.norm not in _NOT:
            continue
        mention = _denied(context, index, token.norm in _NOT)
        if mention is None:
            continue
        held = _held(facts, mention, context, least=True)
        if held is None:
            continue
        name = " ".join(t.text for t in found[mention.first : mention.after])
        yield index, mention.after, f"the portfolio holds {held:.1f} % in {name}." if held > TRACE else ""


def _denied(context: Context, index: int, verbal: bool) -> Mention | None:
    """The mention that a negation reaches: over "any", "exposure to" and verbs of holding, nothing else."""
    found = context.unit.tokens
    seen: set[str] = set()
    for position in range(index + 1, min(index + 8, len(found))):
        mention = next((m for m in context.mentions if m.first == position and m.named), None)
        if mention is not None and position == index + 1 and found[position].norm == "single":
            return None
        if mention is not None:
            following = found[mention.after].norm if mention.after < len(found) else ""
            if verbal and not seen & (_HAVE - {"of", "to", "any"}):
                return None
            heads = following in (
                "-",
                "‑",
                "only",
                "specific",
                "fund",
                "funds",
                "account",
                "accounts",
                "flow",
                "needs",
                "security",
                "risk",
                "market",
                "markets",
            )
            return None if mention.rank or heads or not any(":" in topic for topic in mention.topics) else mention
        norm = found[position].norm
        if norm in _QUALIFIED or norm in _LIMITS or (norm not in _HAVE and norm not in _ADJECTIVES):
            return None
        seen.add(norm)
    return None


def _held(facts: Facts, mention: Mention, context: Context, *, least: bool = False) -> float | None:
    """Percent of the portfolio, or of the account that is spoken of; None if the tools do not say.

    Args:
        least: of the mention's meanings ("real estate" is a class and a sector) take that with the smallest share.
    """
    choose = min if least else max
    accounts = {topic for topic in context.reach if topic.startswith("account:")}
    if len(accounts) == 1 and not mention.topics & accounts:
        scoped = [
            f.value
            for f in facts.about(accounts)
            if f.kind is Kind.PERCENT and len(f.topics) == 2 and f.topics & mention.topics
        ]
        if scoped or any(topic.startswith(("position:", "asset_class:")) for topic in mention.topics):
            return choose(scoped, default=0.0)
    known = [topic for topic in mention.topics if facts.present(topic) is not None]
    if any(topic == "position:Cash" for topic in mention.topics) and facts.truths.cash_share is not None:
        return facts.truths.cash_share
    if not known:
        return None
    return choose((facts.value(topic, Kind.PERCENT) or 0.0) for topic in known)


def _stated(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "holds X", "exposure to X" of what is not there."""
    found = context.unit.tokens
    if context.soft or context.unit.kind != "sentence":
        return
    for mention in context.mentions:
        if not mention.named or mention.rank or any(facts.present(topic) is not False for topic in mention.topics):
            continue
        before = [token.norm for token in found[max(0, mention.first - 5) : mention.first]]
        earlier = {token.norm for token in found[: mention.first]}
        verbs = _POSITIVE | {"invested", "exposure", "allocation", "position", "stake", "held", "in"}
        claimed = any(word in verbs for word in before[-4:]) or before[-1:] == ["some"]
        if claimed and not earlier & (_NO | _NOT | {"none", "zero", "0", "missing", "absent", "no", "lack", "if"}):
            follows = {token.norm for token in found[mention.after : mention.after + 6]}
            if follows & {"missing", "absent", "none", "not", "no", "zero", "0"}:
                continue
            name = " ".join(t.text for t in found[mention.first : mention.after])
            yield mention.first, mention.after, f"the portfolio holds no {name}."


def _everything(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "all cash", "entirely in equity", "fully invested", "nothing but bonds"."""
    found = context.unit.tokens
    share = facts.truths.cash_share
    for index, token in enumerate(found):
        two = token.norm, found[index + 1].norm if index + 1 < len(found) else ""
        negated = bool({t.norm for t in found[max(0, index - 3) : index]} & (_NOT | {"no", "almost", "nearly"}))
        if context.soft or negated:
            continue
        if two == ("fully", "invested") and share is not None:
            yield index, index + 2, "" if share < 1 else f"{share:.1f} % is cash."
        whole = two[0] in ("entirely", "wholly", "exclusively", "solely", "completely") or two in (
            ("all", "in"),
            ("nothing", "but"),
        )
        start = index + (2 if two in (("all", "in"), ("nothing", "but")) else 1)
        if two[0] == "all" and any(m.first == index + 1 and m.named and m.strong for m in context.mentions):
            following = _after_mention(context, index + 1)
            whole, start = following not in ("accounts", "holdings", "balances", "is", "of"), index + 1
        if not whole:
            continue
        mention = next((m for m in context.mentions if m.named and start <= m.first <= start + 3 and not m.rank), None)
        if mention is None or {t.norm for t in found[start : mention.first]} - {
            "in",
            "of",
            "invested",
            "held",
            "made",
            "up",
        }:
            continue
        held = _held(facts, mention, context)
        if held is not None and not any(topic.startswith("account:") for topic in context.own):
            yield index, mention.after, "" if held >= 99.5 else f"that is {held:.1f} % of the portfolio."


def _after_mention(context: Context, first: int) -> str:
    mention = next(m for m in context.mentions if m.first == first)
    found = context.unit.tokens
    return found[mention.after].norm if mention.after < len(found) else ""


def _no_holdings(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "no holdings", "does not have any positions", "no investments yet"."""
    found = context.unit.tokens
    held = len(facts.ranks.get("position", ()))
    if "position" not in facts.ranks:
        return
    for index, token in enumerate(found):
        some = index > 1 and found[index - 1].norm in _SEVERAL and found[index - 2].norm in _POSITIVE
        if some and token.norm in _ANY and not held and not context.soft:
            yield index - 1, index + 1, "the portfolio has no holdings."
        if token.norm not in _PLURALS:
            continue
        before = [t.norm for t in found[max(0, index - 5) : index]]
        close = before[-1:] in (["no"], ["zero"], ["any"]) or before[-2:] in (["any", "other"], ["no", "invested"])
        denies = before[-1:] in (["no"], ["zero"]) or bool(set(before) & (_NOT | {"without"}))
        following = {t.norm for t in found[index + 1 : index + 3]}
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


def _goal(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "No retirement goal is set", "your retirement goal is …"."""
    found = context.unit.tokens
    has = facts.truths.has_goal
    if has is None:
        return
    for index, token in enumerate(found):
        if token.norm not in ("goal", "goals") or context.unit.kind != "sentence":
            continue
        before = [t.norm for t in found[max(0, index - 4) : index]]
        following = [t.norm for t in found[index + 1 : index + 6]]
        denied = bool(set(before) & {"no", "without", "any", "lacks"} and set(before) & (_MISSING | {"any"}))
        denied = denied or bool(set(following[:4]) & {"missing", "absent", "unset", "unspecified", "unknown"})
        denied = (
            denied
            or (any(w in ("not", "isn't", "hasn't") for w in following[:3])
            and bool(
                set(following)
                & {"set", "given", "specified", "recorded", "provided", "stated", "defined", "entered", "file"}
            ))
        )
        if denied:
            yield max(0, index - 1), index + 1, "the client has given a retirement goal." if has else ""
        elif not has and not context.soft and before[-1:] != [] and _asserts(before, following):
            yield max(0, index - 1), index + 1, "the client has given no retirement goal."


def _asserts(before: list[str], following: list[str]) -> bool:
    possessive = bool(set(before) & {"your", "the", "their", "client"})
    return (
        possessive
        and bool(following[:1])
        and following[0] in ("is", "of", "calls", "requires", "needs", "stands", "takes")
    )
