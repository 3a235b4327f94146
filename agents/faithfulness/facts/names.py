"""Names by which a text may call an instrument: in full, without its legal form, or a company's first word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from faithfulness.bag import bag
from faithfulness.reading.lexer import tokens

_FORMS = bag(
    "inc inc. corp corp. corporation company co co. ltd plc etf fund trust class a b c the and & llc sa ag "
    "nv holdings group"
)
#: First words that many companies share, or that mean something else in a report.
_COMMON = bag(
    "bank american first united general national international global small large total core us capital "
    "financial energy real health technology consumer vanguard ishares spdr fidelity schwab invesco balanced "
    "select new royal standard home public western southern northern eastern digital quantum growth income "
    "value"
)
MOST_COMPANY_WORDS = 4


def short_names(instruments: Mapping[str, Mapping[str, Any]]) -> dict[str, set[str]]:
    """Symbols by name. A name that fits several instruments stands for each of them."""
    result: defaultdict[str, set[str]] = defaultdict(set)
    for symbol, instrument in instruments.items():
        name = str(instrument.get("name") or "")
        words = tokens(name, 0, len(name)).words()
        if not words or words == [symbol.lower()]:
            continue
        result[name].add(symbol)
        core = list(words)
        while len(core) > 1 and core[-1].rstrip(".") in _FORMS:
            core.pop()
        if core[0] == "the":
            core = core[1:]
        if core != words and core:
            result[" ".join(core)].add(symbol)
        company = instrument.get("kind") == "stock" and len(core) <= MOST_COMPANY_WORDS
        if company and len(core) > 1 and len(core[0]) >= 4 and core[0] not in _COMMON:
            result[core[0]].add(symbol)
    return {name: symbols for name, symbols in result.items() if len(name) > 1}
