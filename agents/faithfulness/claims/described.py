"""What a text says that a holding is: "XLE, an energy fund", "the foreign stock fund, VXUS", "NEE is a utility"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_FUNDS = bag("fund etf")
_STOCKS = bag("stock company")
_PLURALS = bag("funds etfs stocks companies positions holdings")
#: Of a stock and of a fund alike.
_EITHER = bag("holding position investment exposure")
_BUSINESSES = {
    "bank": "Financials", "insurer": "Financials", "lender": "Financials", "utility": "Utilities",
    "chipmaker": "Technology", "drugmaker": "Healthcare", "retailer": "Consumer", "oil": "Energy",
}  # fmt: skip
_NOUNS = _FUNDS | _STOCKS | _EITHER | _BUSINESSES.keys()
_LEADS = bag(", ( : is")
_ARTICLES = bag("a an the your our one")
_OPENS = bag(", ( : — – is")
_ADJECTIVES = bag(
    "broad single individual only low-cost cheap index exchange-traded mutual market total world large big "
    "small long-term short-term short long intermediate classic core diversified passive one us u.s. listed physical "
    "high-grade investment-grade international foreign emerging developed emerging-markets developed-markets dividend "
    "treasury government bitcoin gold growth value innovation aggregate - ‑ markets & and stock bond equity"
)
#: Words of a catalogue's names that say what a fund holds.
_SAYING = bag("emerging developed dividend bitcoin gold innovation")
_OPPOSITE = {"developed": "emerging", "emerging": "developed"}
_FOREIGN = bag("foreign international")
_SPLIT = ("asset_class:", "sector:", "region:")
_LEAST, _HOME = 30.0, "region:North America"
_REACH = 7
DESCRIBING = _NOUNS | {":"}


def described(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of what a holding is: first token, index after the last, and what is wrong."""
    if context.unit.kind == "row" or not facts.kinds:
        return
    norms = context.unit.tokens.norms
    for mention in context.mentions:
        topics = [topic for topic in mention.topics if topic in facts.kinds]
        if len(topics) != 1 or len(mention.topics) != 1 or mention.rank:
            continue
        for first, after in (_behind(norms, mention), _in_front(norms, mention)):
            if first < after and not any(m.rank and m.first < after and m.after > first for m in context.mentions):
                problem = _wrong(context, facts, topics[0], first, after)
                if problem is not None:
                    yield min(first, mention.first), max(after, mention.after), problem
        yield from _label(context, facts, mention, topics[0])


def _behind(norms: list[str], mention: Mention) -> tuple[int, int]:
    """The words of "XLE, an energy fund" and of "NEE is a utility"."""
    place = mention.after
    if norms[place : place + 1] and norms[place] in _OPENS and norms[place + 1 : place + 2]:
        place += 1
    else:
        return 0, 0
    if norms[place] not in _ARTICLES:
        return 0, 0
    end = next((i for i in range(place + 1, min(place + _REACH, len(norms))) if norms[i] in ",.;:()"), len(norms))
    last = next((i for i in range(min(place + _REACH, end) - 1, place, -1) if norms[i] in _NOUNS), 0)
    plural = norms[last + 1 : last + 2] and norms[last + 1] in _PLURALS
    return place + 1, last + 1 if last and not plural else 0


def _in_front(norms: list[str], mention: Mention) -> tuple[int, int]:
    """The words of "the international stock fund, VXUS"."""
    place = mention.first - 1
    if place > 0 and norms[place] in _LEADS:
        place -= 1
    if place < 1 or norms[place] not in _NOUNS or (place == mention.first - 1 and norms[place] in _EITHER):
        return 0, 0
    first = place
    while first and place - first < _REACH and norms[first - 1] not in _ARTICLES and norms[first - 1] not in ",.;:(":
        first -= 1
    found = first and norms[first - 1] in _ARTICLES
    return (first, place + 1) if found else (0, 0)


def _wrong(context: Context, facts: Facts, topic: str, first: int, after: int) -> str | None:
    """What is wrong with the words between two tokens; None if they say nothing that the tools know."""
    norms = context.unit.tokens.norms
    inner = [m for m in context.mentions if m.first >= first and m.after <= after and _of_split(m)]
    covered = {index for m in inner for index in range(m.first, m.after)}
    rest = [norms[i] for i in range(first, after) if i not in covered and i not in context.covered]
    if not _ADJECTIVES.union(_NOUNS).issuperset(rest):
        return None
    noun, kind = norms[after - 1], facts.kinds[topic]
    if (noun in _FUNDS and kind == "stock") or (noun in _STOCKS and kind not in ("stock", "None") and noun != norms[0]):
        return f"it is a {'stock' if kind == 'stock' else 'fund'}."
    known = _splits(facts, topic)
    if not known:
        return None
    wanted = [m.topics for m in inner]
    if noun in _BUSINESSES and kind == "stock":
        start = f"sector:{_BUSINESSES[noun]}"
        wanted.append(frozenset(t for t in known if t.startswith(start)) or frozenset({start}))
    for topics in wanted:
        if max((known.get(t, 0.0) for t in topics), default=0.0) < _LEAST:
            name = next(iter(sorted(topics))).partition(":")[2]
            return f"hardly any of it is {name}."
    if not _FOREIGN.isdisjoint(rest) and known.get(_HOME, 0.0) >= 50:
        return "it holds North America."
    return _by_name(facts, topic, norms[first:after]) or ("" if wanted else None)


def _by_name(facts: Facts, topic: str, words: list[str]) -> str:
    """ "The emerging-markets fund" that is called "Developed Markets" in the catalogue."""
    said = {part for word in words for part in word.replace("-", " ").split()} & _SAYING
    own = facts.names.get(topic, frozenset())
    others = frozenset[str]().union(*facts.names.values())
    wrong = sorted(word for word in said - own if word in others or _OPPOSITE.get(word) in own)
    return f"its name says nothing of {wrong[0]}." if wrong else ""


def _of_split(mention: Mention) -> bool:
    topics = [
        t for t in mention.topics if t.startswith(_SPLIT) and not t.endswith((":Unclassified", ":Other", ":Global"))
    ]
    return bool(topics) and not mention.rank


def _splits(facts: Facts, topic: str) -> dict[str, float]:
    found = [f for f in facts.of_kinds((Kind.PERCENT,), frozenset({topic})) if len(f.topics) == 2]
    return {t: f.value for f in found for t in f.topics - {topic} if t.startswith(_SPLIT)}


def _label(context: Context, facts: Facts, mention: Mention, topic: str) -> Iterator[tuple[int, int, str]]:
    """ "VNQ: real estate, 11.2 %"."""
    norms = context.unit.tokens.norms
    if norms[mention.after : mention.after + 1] != [":"] or context.unit.kind == "heading":
        return
    said = next((m for m in context.mentions if m.first == mention.after + 1 and _of_split(m) and m.named), None)
    known = _splits(facts, topic)
    if said is not None and known and norms[said.after : said.after + 1] in ([","], ["."], ["("], []):
        share = max((known.get(t, 0.0) for t in said.topics), default=0.0)
        yield mention.first, said.after, "" if share > 0 else "it is none of that."
