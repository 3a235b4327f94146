"""Claims of presence and absence: holdings, slices, cash, a goal."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import NEGATIONS, NO, NOT, POSITIVE, places_of, share_held
from faithfulness.claims.wholes import ANY, WHOLLY, everything, goal, no_holdings, none_of_it
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_HAVE = bag(
    "hold holds own owns have has had include includes contain contains invested holding exposed exposure "
    "allocation allocations position positions owning allocated stake stakes held money investment "
    "investments sits assets holdings allocate any in to of amount amounts broad"
)
_ADJECTIVES = bag("direct other individual single further explicit visible recorded separate outright at all any")
_QUALIFIED = bag(
    "meaningful significant dedicated large substantial real much enough material more further other "
    "additional such excessive obvious undue clear"
)
#: "Nothing is in Europe except through VXUS": what is left is not judged.
_EXCEPT = bag("except excepting apart aside besides")
#: Below this share of the portfolio (percent) "no exposure" and "fully invested" still hold as rounded statements.
TRACE = 0.05
#: Words by which advice speaks of the present.
_NOW = frozenset({"present", "currently", "now", "today"})
_ADVERBS = frozenset({"worldwide", "globally"})
_COUNTED = bag("counts count counted treats treated")
_DENYING = NO | NOT
_THERE = bag("there here it this which that and , portfolio")
_CLOSES = ([], ["."], [","], [";"], [")"], ["and"], ["or"], ["|"])
_LIMITS = bag("more less fewer longer larger bigger smaller higher lower need reason change single one doubt")


_GROUPS = bag("sectors regions classes holdings")
_LISTING = bag("and , with at ( ) & the %")
#: Words of absence, of wholes, and of what a portfolio has.
HAVING = NEGATIONS | ANY | WHOLLY | {"goal", "goals"}


def presence(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    words = context.words
    if not words.isdisjoint(NEGATIONS):
        yield from _absence(context, facts)
        yield from none_of_it(context, facts)
    if not words.isdisjoint(ANY):
        yield from no_holdings(context, facts)
    if not words.isdisjoint(WHOLLY):
        yield from everything(context, facts)
    if not words.isdisjoint(("goal", "goals")):
        yield from goal(context, facts)


def _absence(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "no bonds", "no exposure to Europe", "does not hold any crypto", "without cash"."""
    found = context.unit.tokens
    if not context.words.isdisjoint(_EXCEPT):
        return
    for index in places_of(_DENYING, found.norms):
        mention = _denied(context, index, found.norms[index] in NOT)
        if mention is None or _is_no(found.norms, index):
            continue
        held = share_held(facts, mention, context, least=True)
        if held is None:
            continue
        name = " ".join(found.texts[mention.first : mention.after])
        yield index, mention.after, f"the portfolio holds {held:.1f} % in {name}." if held > TRACE else ""


def _is_no(norms: list[str], index: int) -> bool:
    """ "The cash of $312 is no reserve": what it is called, not whether it is there."""
    return index > 1 and norms[index - 1] in ("is", "are") and norms[index - 2] not in _THERE


def _denied(context: Context, index: int, verbal: bool) -> Mention | None:
    """The mention that a negation reaches: over "any", "exposure to" and verbs of holding, nothing else."""
    found = context.unit.tokens
    seen: set[str] = set()
    for position in range(index + 1, min(index + 8, len(found.norms))):
        mention = next((m for m in context.mentions if m.first == position and m.named), None)
        if mention is not None and position == index + 1 and found.norms[position] == "single":
            # "no single stock is above 5 %" says nothing of stocks as such
            plural = found.norms[mention.after - 1].endswith("s")
            item = found.norms[max(0, index - 1)] in (",", ":")  # "Four funds, no single stock, no crypto"
            behind = found.norms[mention.after : mention.after + 2]
            closes = behind[:1] in _CLOSES if plural else item and behind in (["."], [",", "no"])
            return mention if closes and "kind:stock" in mention.topics else None
        if mention is not None and "individual" in seen and "asset_class:Fixed Income" in mention.topics:
            return None  # "no individual bonds", but a fund of them
        if mention is not None:
            following = found.norms[mention.after] if mention.after < len(found.norms) else ""
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
            heads = heads or found.norms[mention.after + 1 : mention.after + 2] in (["fund"], ["funds"], ["etf"])
            heads = heads or (found.norms[position] == "other" and following not in (".", ",", ";"))
            return None if mention.rank or heads or not any(":" in topic for topic in mention.topics) else mention
        norm = found.norms[position]
        if norm == "is" and found.norms[index] == "nothing":
            continue
        if norm in _QUALIFIED or norm in _LIMITS or (norm not in _HAVE and norm not in _ADJECTIVES):
            return None
        seen.add(norm)
    return None


def _clause(norms: list[str], place: int) -> list[str]:
    """The words from the last semicolon or colon to a place."""
    starts = [index for index in range(place) if norms[index] in (";", ":", ",")]
    return norms[starts[-1] + 1 if starts else 0 : place]


def _alone(norms: list[str], mention: Mention) -> bool:
    """ "Sector: consumer discretionary only.", "crypto is the remaining tenth"."""
    behind = norms[mention.after : mention.after + 4]
    labelled = norms[max(0, mention.first - 1) : mention.first] == [":"] and behind[:1] in (["only"], ["."], [])
    return labelled or behind[:3] == ["is", "the", "remaining"]


def _listed(context: Context, mention: Mention) -> bool:
    """ "There are two sectors: consumer staples and communication", "Regions are Europe with 87 % and Asia Pacific"."""
    norms = context.unit.tokens.norms
    start = next((i for i in range(1, mention.first) if norms[i] in (":", "are") and norms[i - 1] in _GROUPS), None)
    if start is None:
        return False
    covered = {i for m in context.mentions for i in range(m.first, m.after)}.union(context.covered)
    gap = {norms[i] for i in range(start + 1, mention.first) if i not in covered}
    return gap <= _LISTING and norms[mention.after : mention.after + 1] != ["excluded"]


def stated(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "holds X", "exposure to X" of a missing X."""
    found = context.unit.tokens
    if context.unit.kind != "sentence" or (context.soft and context.words.isdisjoint(_NOW)):
        return
    for mention in context.mentions:
        if context.soft and _NOW.isdisjoint(_clause(found.norms, mention.first)):
            continue
        if "asset_class:Unclassified" in mention.topics and not _COUNTED.isdisjoint(context.words):
            continue  # "the model counts unclassified holdings as equity"
        if not mention.named or mention.rank or any(facts.present(topic) is not False for topic in mention.topics):
            continue
        if found.norms[mention.first] in _ADVERBS or found.norms[mention.after : mention.after + 1] == ["words"]:
            continue  # "a fall in shares worldwide", "in other words"
        before = found.norms[max(0, mention.first - 5) : mention.first]
        earlier = set(found.norms[: mention.first])
        verbs = POSITIVE | {"invested", "exposure", "allocation", "position", "stake", "held", "in"}
        claimed = (
            any(word in verbs for word in before[-4:])
            or before[-1:] in (["some"], ["few"], ["several"])
            or before[-2:] in (["there", "is"], ["there", "are"])
            or _alone(found.norms, mention)
            or _listed(context, mention)
        )
        if claimed and not earlier & (NO | NOT | {"none", "zero", "0", "missing", "absent", "no", "lack", "if"}):
            follows = set[str]()
            for norm in found.norms[mention.after : mention.after + 6]:
                if norm in (",", "and", ";", "but"):
                    break
                follows.add(norm)
            if follows & {"missing", "absent", "none", "not", "no", "zero", "0"}:
                continue
            name = " ".join(found.texts[mention.first : mention.after])
            yield mention.first, mention.after, f"the portfolio holds no {name}."
