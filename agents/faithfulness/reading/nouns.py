"""Words beside numbers: what they count, rank or label, and how they hedge. Tables only."""

from __future__ import annotations

from faithfulness.bag import bag, phrases

#: What a family of slices is called.
FAMILY_NOUNS: dict[str, str] = {
    "position": "holding; holdings; position; positions; investment; investments; fund; funds; security; securities; "
    "instrument; instruments; stock; stocks; etf; etfs; name; names; bet; bets; company; asset; assets",
    "account": "account; accounts",
    "asset_class": (
        "asset class; asset classes; class; classes; allocation; allocations; asset; slice; block; component; "
        "part"
    ),
    "region": "region; regions; geography; geographies; regional exposure; regional weight; regional allocation; "
    "regional share; area; regional tilt",
    "sector": "sector; sectors; industry; industries; sector exposure; sector weight; sector allocation; sector tilt; "
    "sector share; sector weighting",
}  # fmt: skip
#: From the top (1 is the largest) or from the bottom (-1 is the smallest).
SUPERLATIVES: dict[str, int] = {
    "largest": 1, "biggest": 1, "top": 1, "greatest": 1, "heaviest": 1, "dominant": 1, "leading": 1, "highest": 1,
    "main": 1, "primary": 1, "single-largest": 1, "smallest": -1, "tiniest": -1, "lowest": -1, "lightest": -1,
}  # fmt: skip
ORDINALS = {"second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5}
#: The noun that a count belongs to, by every word that means it.
COUNT_NOUNS: dict[str, str] = {
    **dict.fromkeys(("account", "accounts"), "accounts"),
    **dict.fromkeys(
        bag("holding holdings position positions security securities instrument instruments investment investments"),
        "holdings",
    ),
    **dict.fromkeys(("fund", "funds", "etf", "etfs"), "funds"),
    **dict.fromkeys(("stock", "stocks", "company", "companies"), "stocks"),
    **dict.fromkeys(("share", "shares", "unit", "units", "coins", "coin"), "shares"),
    **dict.fromkeys(("sector", "sectors", "industries"), "sectors"),
    **dict.fromkeys(("region", "regions"), "regions"),
    **dict.fromkeys(("class", "classes"), "classes"),
    **dict.fromkeys(
        bag(
            "futures paths simulations simulation scenarios trials runs outcomes lives market-histories histories "
            "sequences cases"
        ),
        "futures",
    ),
    **dict.fromkeys(("chart", "charts"), "charts"),
    **dict.fromkeys(("word", "words"), "words"),
    **dict.fromkeys(("symbol", "symbols", "ticker", "tickers"), "holdings"),
    **dict.fromkeys(("ones", "bets"), "equal"),
    "section": "sections",
    "sections": "sections",
}
MONTHS = bag(
    "january february march april june july august september october november december jan feb mar apr jun "
    "jul aug sep sept oct nov dec may"
)
#: A number behind one of these is a name.
LABELLED = bag("step phase section stage tier option note figure table item # priority action scenario chapter")
ABOUT = phrases(
    "about; roughly; around; approximately; some; nearly; almost; ~; ≈; circa; approx; near; say; just; slightly; "
    "close to; in the region of; on the order of; just over; just under; a little over; a little under; just above; "
    "just below; a bit over; a bit under; little more than; slightly more than; slightly less than; slightly over; "
    "slightly under; well over; just about"
)
OVER = phrases(
    "over; above; exceeding; exceeds; exceed; >; ≥; beyond; more than; at least; greater than; upwards of; "
    "higher than; just over; little over; no less than; not less than; larger than; well over; minimum of; "
    "just above; bit over; slightly over; in excess of"
)
UNDER = phrases(
    "under; below; nearly; almost; <; ≤; less than; at most; fewer than; up to; no more than; lower than; just under; "
    "little under; not more than; smaller than; just below; maximum of; well under; bit under; slightly under"
)
