"""Wrong texts by machine: each figure of a right text changed in one way, to see which ways the checker catches."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from faithfulness import Checked, Facts, State, Verdict, check

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def _with_number(written: str, change: float, *, factor: float = 1.0) -> str | None:
    """The figure with its number multiplied and changed by units of its last place; its form stays."""
    found = _NUMBER.search(written)
    if found is None or len(_NUMBER.findall(written)) != 1:
        return None
    plain = found.group().replace(",", "")
    decimals = len(plain.partition(".")[2])
    value = float(plain) * factor + change * 10**-decimals
    group = "," if "," in found.group() or (factor > 1 and "$" in written) else ""
    return f"{written[: found.start()]}{value:{group}.{decimals}f}{written[found.end() :]}" if value >= 0 else None


def _transposed(written: str) -> str | None:
    """Two neighbouring digits change places; the first of them that differ."""
    for place in range(len(written) - 1):
        one, other = written[place], written[place + 1]
        if one.isdigit() and other.isdigit() and one != other and not (one != "0" and other == "0" and place == 0):
            return written[:place] + other + one + written[place + 2 :]
    return None


def mutations(text: str, verdict: Verdict, facts: Facts) -> Iterator[tuple[str, tuple[int, ...], str]]:
    """Kind of mutation, places, and the wrong text; one figure or name differs in each."""
    right = [figure for figure in verdict.figures if figure.state is State.MATCHED]
    for number, figure in enumerate(right):
        start, end = figure.start, figure.end
        ways = {
            "times ten": _with_number(figure.text, 0, factor=10),
            "one up in the last place": _with_number(figure.text, 1),
            "one down in the last place": _with_number(figure.text, -1),
            "two digits transposed": _transposed(figure.text),
            "minus sign": f"-{figure.text}"
            if _NUMBER.search(figure.text) and figure.kind in ("amount", "percentage")
            else None,
        }
        for kind, wrong in ways.items():
            if wrong is not None and wrong != figure.text:
                yield kind, (start,), text[:start] + wrong + text[end:]
        other = _partner(figure, right[number + 1 :])
        if other is not None:
            swapped = text[:start] + other.text + text[end : other.start] + figure.text + text[other.end :]
            yield "two figures swapped", (start, other.start), swapped
    for claim in verdict.claims:
        if claim.kind == "ticker" and claim.state is State.MATCHED:
            name = next((ticker for ticker in sorted(facts.tickers) if ticker != claim.text), None)
            if name:
                yield "another ticker", (claim.start,), text[: claim.start] + name + text[claim.end :]


def _partner(figure: Checked, later: list[Checked]) -> Checked | None:
    """The next figure of the same kind that says something else."""
    return next((other for other in later if other.kind == figure.kind and other.text != figure.text), None)


def catch_rates(texts: list[tuple[str, Facts]]) -> dict[str, tuple[int, int]]:
    """Caught and tried, by kind of mutation. Caught is a finding in the sentence or row that was changed."""
    rates: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for text, facts in texts:
        for kind, places, wrong in mutations(text, check(text, facts), facts):
            found = check(wrong, facts).wrong
            rates[kind][1] += 1
            rates[kind][0] += any(c.sentence[0] <= place < c.sentence[1] + 2 for c in found for place in places)
    return {kind: (caught, tried) for kind, (caught, tried) in rates.items()}
