"""The texts of this folder, and what the checker makes of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from faithfulness import (
    GENERAL,
    Checked,
    Facts,
    check,
    facts_of_job,
    facts_of_portfolio,
    facts_of_projection,
    statements_of_portfolio,
    statements_of_projection,
)

HERE = Path(__file__).resolve().parent
_CHANGE = re.compile(r"\{\{(.*?) => (.*?)\}\}", re.DOTALL)
_DIGIT = re.compile(r"\d")


@lru_cache
def results(portfolio: str) -> dict[str, Any]:
    """Portfolio, metrics and projection, as a run's tools gave them."""
    return json.loads((HERE / "portfolios" / f"{portfolio}.json").read_text(encoding="utf-8"))


@lru_cache
def facts(portfolio: str, of: str) -> Facts:
    """The facts for a `report`, an `explanation` or a `summary` on this portfolio."""
    run = results(portfolio)
    today = date.fromisoformat(run["today"])
    match of:
        case "report":
            known = facts_of_portfolio(run["portfolio"], run["metrics"], today=today).allow(GENERAL)
            known.statements.add(statements_of_portfolio(run["portfolio"], run["metrics"]))
            return known
        case "explanation":
            known = facts_of_projection(run["projection"], today=today).allow(GENERAL)
            known.statements.add(statements_of_projection(run["projection"]))
            return known
        case _:
            known = facts_of_portfolio(run["portfolio"], run["metrics"], today=today)
            return facts_of_job(job(run["portfolio"]), delivered(run), into=known).allow(GENERAL)


def job(portfolio: dict[str, Any]) -> dict[str, Any]:
    """The planner's data block. ARKK and SOFI stand for what had to be classified first."""
    accounts, goal = portfolio["accounts"], portfolio["goal"]
    positions = [position for account in accounts for position in account["positions"]]
    symbols = {position["instrument"]["symbol"] for position in positions}
    unknown = sorted(symbols & {"ARKK", "SOFI", "QZZZ", "XKCD"})
    value = sum(p["quantity"] * p["unit_price"] for p in positions) + sum(account["cash"] for account in accounts)
    return {
        "accounts": len(accounts),
        "positions": len(positions),
        "total_value": round(value, 2),
        "cash": round(sum(account["cash"] for account in accounts), 2),
        "unclassified": unknown,
        "number_unclassified": len(unknown),
        "has_goal": goal is not None,
        "years_until_retirement": goal["years_until_retirement"] if goal else None,
    }


def delivered(run: dict[str, Any]) -> dict[str, Any]:
    """What the specialists returned: a report of 640 words, four charts, and a projection if there is a goal."""
    outputs: dict[str, Any] = {
        "reporter": {"markdown": "…", "words": 640, "sections": ["…"] * 5},
        "charter": {"charts": [{"title": "…", "data": []}] * 4},
    }
    return outputs | ({"retirement": run["projection"]} if run["projection"] else {})


@dataclass(frozen=True)
class Text:
    """One variant of a text: all right, or with exactly one change."""

    name: str
    portfolio: str
    of: str
    text: str
    change: tuple[int, int] | None = None
    """Offsets of the wrong passage; None if all is right."""
    was: str = ""


def texts(folder: str, every: int = 1) -> Iterator[Text]:
    """All variants of a folder's texts, or of every n-th: the right one, then one for each `{{right => wrong}}`.

    In the order of their names, so that a sample has some of each origin.
    """
    for path in sorted((HERE / folder).glob("*.md"))[::every]:
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        fields = dict(re.findall(r"^(\w+): *(.*)$", head, re.MULTILINE))
        changes = list(_CHANGE.finditer(body))
        yield Text(path.stem, fields["portfolio"], fields["of"], _CHANGE.sub(lambda m: m.group(1), body))
        for number, chosen in enumerate(changes, 1):
            before = _CHANGE.sub(lambda m: m.group(1), body[: chosen.start()])
            after = _CHANGE.sub(lambda m: m.group(1), body[chosen.end() :])
            wrong = chosen.group(2)
            change = (len(before), len(before) + max(1, len(wrong)))
            name = f"{path.stem}#{number}"
            yield Text(name, fields["portfolio"], fields["of"], before + wrong + after, change, chosen.group(1))


def right_and_wrong(sentences: str, changed: str) -> tuple[str, str]:
    """Of "{One} of them is right": as it is, and with what is in braces changed."""
    first, _, rest = sentences.partition("{")
    right, _, last = rest.partition("}")
    return first + right + last, first + changed + last


@dataclass
class Score:
    """What the checker made of a set of texts."""

    files: int = 0
    right: int = 0
    """Figures and claims that are right."""
    wronged: list[str] = field(default_factory=list)
    """Those of them that it called wrong."""
    changes: int = 0
    missed: list[str] = field(default_factory=list)
    """Changes without a finding in their sentence or table row."""
    figures: int = 0
    """Changes of one figure in digits to another."""
    missed_figures: int = 0

    @property
    def wronged_share(self) -> float:
        return len(self.wronged) / self.right if self.right else 0.0

    @property
    def missed_share(self) -> float:
        return len(self.missed) / self.changes if self.changes else 0.0

    @property
    def missed_figures_share(self) -> float:
        return self.missed_figures / self.figures if self.figures else 0.0

    def __str__(self) -> str:
        return (
            f"{self.files} texts: missed {len(self.missed)} of {self.changes} changes ({self.missed_share:.1%}), "
            f"of figures in digits {self.missed_figures} of {self.figures} ({self.missed_figures_share:.1%}), "
            f"wronged {len(self.wronged)} of {self.right} right figures and claims ({self.wronged_share:.1%})"
        )


def score(folder: str, every: int = 1) -> Score:
    """Checks all texts of a folder, or every n-th. Figures count in the right texts only, so that each counts once."""
    total = Score()
    for text in texts(folder, every):
        verdict = check(text.text, facts(text.portfolio, text.of))
        if text.change is None:
            total.files += 1
            total.right += len(verdict.figures) + len(verdict.claims)
            total.wronged += [f"{text.name}: {checked.why}" for checked in verdict.wrong]
            continue
        start, end = text.change
        changed = text.text[start:end]
        in_digits = bool(_DIGIT.search(changed) and _DIGIT.search(text.was))
        total.changes += 1
        total.figures += in_digits
        if not any(_touches(checked, text.change) for checked in verdict.wrong):
            total.missed.append(f"{text.name}: “{changed}” for “{text.was}”")
            total.missed_figures += in_digits
        others = [checked for checked in verdict.wrong if not _touches(checked, text.change)]
        total.wronged += [f"{text.name.partition('#')[0]}: {checked.why}" for checked in others]
    total.wronged = list(dict.fromkeys(total.wronged))
    return total


def _touches(checked: Checked, change: tuple[int, int]) -> bool:
    """Whether the finding is in the sentence or table row of the change."""
    start, end = checked.sentence
    return start < change[1] and change[0] < end
