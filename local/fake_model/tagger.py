"""Rules of the tagger: known instruments first, then words of the kind and the name."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from local.fake_model.conversation import Answer, Conversation, ToolCall
from local.fake_model.known_instruments import Known, Split, known
from local.fake_model.prose import listed

Meaning = TypeVar("Meaning")

#: Prefix of a word in the name or kind, and the classification it suggests. The first match decides.
ASSET_CLASSES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("money market", "treasury bill", "t-bill", "cash reserve"), "cash"),
    (("bond", "treasury", "fixed income", "municipal", "credit", "mortgage"), "fixed_income"),
    (("crypto", "bitcoin", "ethereum"), "crypto"),
    (("gold", "silver", "commodit", "metal", "crude"), "commodities"),
    (("reit", "real estate", "realty", "property", "properties"), "real_estate"),
)
REGIONS: tuple[tuple[tuple[str, ...], Split], ...] = (
    (("emerging",), {"asia_pacific": 77, "middle_east_africa": 13, "latin_america": 10}),
    (("europe", "euro ", "germany", "france", "kingdom", "swiss"), {"europe": 100}),
    (("asia", "pacific", "japan", "china", "india", "korea", "australia"), {"asia_pacific": 100}),
    (("latin", "brazil", "mexico"), {"latin_america": 100}),
    (("world", "global"), {"north_america": 66, "asia_pacific": 18, "europe": 16}),
    (("international", "ex-us", "developed"), {"europe": 56, "asia_pacific": 44}),
)
SECTORS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("tech", "semiconductor", "software", "cloud", "cyber", "robot"), "technology"),
    (("health", "bio", "pharma", "genom", "medic"), "healthcare"),
    (("bank", "financ", "insurance", "payment"), "financials"),
    (("energy", "oil", "gas", "petrol"), "energy"),
    (("utilit", "electric power", "water"), "utilities"),
    (("media", "telecom", "communication"), "communication"),
    (("retail", "auto", "leisure", "hotel"), "consumer_discretionary"),
    (("food", "beverage", "staples"), "consumer_staples"),
    (("aerospace", "defense", "industr", "transport", "airline"), "industrials"),
    (("mining", "steel", "chemical", "material"), "materials"),
)
SECTOR_OF_CLASS: dict[str, Split] = {
    "fixed_income": {"government": 60, "corporate": 40},
    "real_estate": {"real_estate": 100},
    "commodities": {"commodities": 100},
    "cash": {"government": 100},
    "crypto": {"other": 100},
}
BOND_ISSUERS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("treasury", "government", "municipal", "sovereign"), "government"),
    (("corporate", "credit", "high yield"), "corporate"),
    (("mortgage",), "mortgage"),
)


def answer(conversation: Conversation) -> Answer:
    instruments: list[dict[str, Any]] = conversation.data["instruments"]
    symbols = [instrument["symbol"] for instrument in instruments]
    recognised = [symbol for symbol in symbols if known(symbol)]
    inferred = [symbol for symbol in symbols if symbol not in recognised]
    thoughts = [f"I know {listed(recognised)}."] if recognised else []
    if inferred:
        thoughts.append(f"I do not know {listed(inferred)}: kind and name have to do.")
    rationale = " ".join(thoughts)
    output = {"rationale": rationale, "classifications": [_classified(instrument) for instrument in instruments]}
    return Answer(rationale, calls=(ToolCall(conversation.submit_tool, output),))


def _classified(instrument: dict[str, Any]) -> dict[str, Any]:
    one = known(instrument["symbol"]) or inferred(instrument["name"], instrument["kind"])
    return {
        "rationale": f"{one.what}.",
        "symbol": instrument["symbol"],
        "asset_classes": _shares(one.asset_classes),
        "regions": _shares(one.regions),
        "sectors": _shares(one.sectors),
    }


def inferred(name: str, kind: str) -> Known:
    """What kind and name of an unknown instrument suggest."""
    text = f"{name} {kind}".lower().replace("_", " ")
    # A company called Goldman is neither gold nor a fund: a stock is equity or a REIT.
    asset_class = _first(ASSET_CLASSES[-1:] if kind == "stock" else ASSET_CLASSES, text) or "equity"
    homeless = asset_class in {"crypto", "commodities"}
    regions = {"global": 100} if homeless else _first(REGIONS, text) or {"north_america": 100}
    issuer = _first(BOND_ISSUERS, text) if asset_class == "fixed_income" else None
    sectors = {issuer: 100} if issuer else SECTOR_OF_CLASS.get(asset_class) or _equity_sectors(text, kind)
    what = f"Not a known instrument; inferred from its kind ({kind}) and its name"
    return Known(what, {asset_class: 100}, regions, sectors)


def _equity_sectors(text: str, kind: str) -> Split:
    sector = _first(SECTORS, text)
    if sector:
        return {sector: 100}
    broad = known("VTI")
    return broad.sectors if broad and kind != "stock" else {"other": 100}


def _first(rules: tuple[tuple[tuple[str, ...], Meaning], ...], text: str) -> Meaning | None:
    """The meaning of the first rule with a word that begins a word of the text."""
    return next((meaning for words, meaning in rules if re.search(rf"\b(?:{'|'.join(words)})", text)), None)


def _shares(split: Split) -> list[dict[str, Any]]:
    return [{"key": key, "percent": percent} for key, percent in split.items()]
