"""Superlatives ("largest holding", "top five sectors", "second-largest account") and the topics they stand for."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import compress, count

from faithfulness.bag import bag
from faithfulness.facts.facts import RESIDUES, Facts
from faithfulness.reading.lexer import Tokens
from faithfulness.reading.mentions import Mention
from faithfulness.reading.nouns import FAMILY_NOUNS, ORDINALS, SUPERLATIVES
from faithfulness.reading.number_words import SMALL

_FAMILY_OF: dict[tuple[str, ...], str] = {
    tuple(noun.split()): family
    for family in ("asset_class", "region", "sector", "account", "position")
    for noun in (phrase.strip() for phrase in FAMILY_NOUNS[family].split(";"))
}
_BETWEEN = bag("single individual - one of the your by invested other common us named , equity")
_CLOSES = bag("is makes , . ; ) ( : at with the being by and")
_LINKS = bag("is are the being , : by far also remains ( clearly easily")
_ANY_HOLDING = bag("holdings positions investments securities accounts sectors regions")
_CARRY = bag("make account represent together carry already")
_WHICH = frozenset({"which", "them", "these", "those"})
BOND_SECTORS = frozenset({"Government", "Corporate", "Mortgage"})
_OF_TWO = {"larger": 1, "bigger": 1, "smaller": -1}
_RANKED = frozenset(SUPERLATIVES.keys() | _OF_TWO.keys())
RANKING = _RANKED | _CARRY
_ONLY_NUMBERED = bag("leading main primary dominant")


def superlatives(found: Tokens, words: frozenset[str], facts: Facts, plain: Sequence[Mention]) -> list[Mention]:
    """Superlatives of a unit, each with the topics that are right for it."""
    result: list[Mention] = []
    if words.isdisjoint(_RANKED):
        return [] if words.isdisjoint(_CARRY) else _parts(found, facts)
    if not words.isdisjoint(_CARRY):
        result = _parts(found, facts)
    for index in list(compress(count(), map(_RANKED.__contains__, found.norms))):
        norm = found.norms[index]
        rank = SUPERLATIVES.get(norm)
        if rank is None and (_of_the_two(found, index, facts) or _one_of_two(found, index, facts)):
            rank = _OF_TWO[norm]
        if rank is None or (result and result[-1].after > index):
            continue
        if index and found.norms[index - 1] == "next":
            continue  # relative to the sentence before
        first, many = _number_before(found, index)
        after, many_behind = (index + 1, 0) if many else _number_behind(found, index)
        many = many or many_behind
        first, rank = _ordinal_before(found, first, rank)
        after, family = _noun(found, after)
        if not family and not many:
            family = _of_which(found, after) or _implied(found, first, after, plain)
            if not family:
                continue
        family = family or "position"
        if family not in facts.ranks or (norm in _ONLY_NUMBERED and after == index + 1):
            continue
        if many > 1:
            topics = frozenset({f"{'top' if rank > 0 else 'bottom'}:{family}:{many}"})
            result.append(Mention(first, after, topics, named=False, rank=rank, many=many, digits=True))
        else:
            bonds = family == "sector" and not {"equity", "stock"}.isdisjoint(found.norms[index:after])
            topics = ranked(facts, family, rank, without=BOND_SECTORS if bonds else frozenset())
            if topics:
                result.append(Mention(first, after, topics, named=True, rank=rank, digits=True))
    return result


def _of_the_two(found: Tokens, index: int, facts: Facts) -> bool:
    """ "the larger of the two accounts", where there are two."""
    norms = found.norms
    family = _FAMILY_OF.get((norms[index + 4],)) if index + 4 < len(norms) else None
    two = norms[index + 1 : index + 4] in (["of", "the", "two"], ["of", "your", "two"])
    return two and family is not None and len(facts.ranks.get(family, ())) == 2


def _one_of_two(found: Tokens, index: int, facts: Facts) -> bool:
    """ "the larger account" where there are two."""
    norms = found.norms
    family = _FAMILY_OF.get((norms[index + 1],)) if index + 1 < len(norms) else None
    article = index > 0 and norms[index - 1] in ("the", "your")
    return article and family is not None and len(facts.ranks.get(family, ())) == 2 and "than" not in norms


def _of_which(found: Tokens, after: int) -> str:
    """ "Accounts: three, the smallest of which": the family that was spoken of last."""
    if found.norms[after : after + 1] != ["of"] or not _WHICH.issuperset(found.norms[after + 1 : after + 2]):
        return ""
    before = [_FAMILY_OF[(norm,)] for norm in found.norms[:after] if (norm,) in _FAMILY_OF]
    return before[-1] if before else ""


def _parts(found: Tokens, facts: Facts) -> list[Mention]:
    """ "Ten holdings make up 91 %": the largest are meant, though the sentence does not say so."""
    norms = found.norms
    for index in [index - 2 for index, norm in enumerate(norms) if norm in _CARRY and index > 1]:
        number = SMALL.get(found.norms[index]) or (
            int(found.norms[index]) if found.norms[index].isdigit() and len(found.norms[index]) < 3 else 0
        )
        family = _FAMILY_OF.get((found.norms[index + 1],)) if number > 1 else None
        if family and family in facts.ranks and found.norms[index + 2] in _CARRY and number < len(facts.ranks[family]):
            before = found.norms[index - 1] if index else ""
            if before not in ("the", "all", "these", "those") and found.norms[index + 1] in _ANY_HOLDING:
                return [
                    Mention(index, index + 2, frozenset({f"top:{family}:{number}"}), rank=1, many=number, digits=True)
                ]
    return []


def ranked(facts: Facts, family: str, rank: int, *, without: Set[str] = frozenset()) -> frozenset[str]:
    """The topics at this place of the family: with and without cash and unclassified money; ties share a place."""
    rows = [row for row in facts.ranks.get(family, []) if not without or row[0].partition(":")[2] not in without]
    residues = {"Unclassified"} if family == "asset_class" else RESIDUES
    proper = [row for row in rows if row[0].partition(":")[2] not in residues]
    found: set[str] = set()
    for table in (rows, proper):
        if len(table) >= abs(rank):
            value = table[rank - 1 if rank > 0 else rank][1]
            found |= {topic for topic, other in table if abs(other - value) <= 0.005}
    return frozenset(found)


def _number_before(found: Tokens, index: int) -> tuple[int, int]:
    """ "five largest", "3 biggest": index where it starts, and the number or 0."""
    if index:
        before = found.norms[index - 1]
        if before.isdigit() and len(before) < 3:
            return index - 1, int(before)
        if SMALL.get(before, 0) > 1:
            return index - 1, SMALL[before]
    return index, 0


def _number_behind(found: Tokens, index: int) -> tuple[int, int]:
    """ "top five", "largest 10"."""
    position = index + 1
    if position < len(found.norms) and found.norms[position] in "-‑":
        position += 1
    if position < len(found.norms):
        norm = found.norms[position]
        if position + 1 < len(found.norms) and found.norms[position + 1] in ("%", "percent", "per"):
            return index + 1, 0
        if norm.isdigit() and len(norm) < 3:
            return position + 1, int(norm)
        if SMALL.get(norm, 0) > 1:
            return position + 1, SMALL[norm]
    return index + 1, 0


def _ordinal_before(found: Tokens, index: int, rank: int) -> tuple[int, int]:
    """ "second-largest"."""
    position = index - 1
    if position > 0 and found.norms[position] in "-‑":
        position -= 1
    if position >= 0 and found.norms[position] in ORDINALS:
        return position, rank * ORDINALS[found.norms[position]]
    return index, rank


def _noun(found: Tokens, index: int) -> tuple[int, str]:
    for position in range(index, min(index + 4, len(found.norms))):
        for length in (2, 1):
            noun = tuple(found.norms[position : position + length])
            family = _FAMILY_OF.get(noun)
            if family:
                after = position + len(noun)
                following = found.norms[after] if after < len(found.norms) else ""
                # "largest stock position", "largest asset class": the longer phrase says it.
                further = None if found.norms[after - 1].endswith("s") else _FAMILY_OF.get((following,))
                return (
                    (after + 1, further) if further and family in ("position", "sector", "region") else (after, family)
                )
        counted = position > index and (found.norms[position] in SMALL or found.norms[position].isdigit())
        if counted and found.norms[index] == "of" and position + 1 < len(found.norms):
            family = _FAMILY_OF.get((found.norms[position + 1],))
            return index, family or ""  # "the largest of the three accounts": the number is a figure
        if found.norms[position] not in _BETWEEN:
            break
    return index, ""


def _implied(found: Tokens, first: int, after: int, plain: Sequence[Mention]) -> str:
    """ "the largest is FXAIX", "XKCD the smallest": the family of the name that it is said of."""
    following = found.norms[after] if after < len(found.norms) else "."
    if following not in _CLOSES:
        return ""
    for mention in plain:
        ahead = 0 <= mention.first - after <= 4 and _LINKS.issuperset(found.norms[after : mention.first])
        behind = 0 <= first - mention.after <= 4 and _LINKS.issuperset(found.norms[mention.after : first])
        if mention.named and (ahead or behind):
            if any(topic.startswith("kind:") for topic in mention.topics) and _holding_before(plain, mention):
                return "position"  # "BNDX, the bond fund, is the largest"
            families = {topic.partition(":")[0] for topic in mention.topics}
            return next(
                (family for family in ("position", "account", "asset_class", "region", "sector") if family in families),
                "",
            )
    return "position" if following in ("is", "makes") and found.norms[after - 1] in ("largest", "biggest") else ""


def _holding_before(plain: Sequence[Mention], mention: Mention) -> bool:
    return any(m.after <= mention.first and any(t.startswith("position:") for t in m.topics) for m in plain)
