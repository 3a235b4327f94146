"""Misbehaviours in what a model says is true."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from local.fake_model import charter, reporter, retirement
from local.fake_model.behaviours.behaviour import Behaviour, Moment, Outcome
from local.fake_model.behaviours.texts import TALKERS, WRITERS, after_first_paragraph, rewritten, submitted
from local.fake_model.conversation import Conversation, ToolCall, ToolResult
from local.fake_model.metrics import read_metrics
from local.fake_model.prose import money

INVENTED = "That is $547.0 million in total assets, after a gain of 41.3% last year; the success rate is 97%."
ABSENT = "It is all cash and does not have any holdings, and no retirement goal is on file."
_MONEY = re.compile(r"\$\d[\d,]*\d")
_MEDIAN = re.compile(r"(?<=median balance at retirement is )\$[\d,]+\d")

_TURNS = {
    " is the largest ": " is not the largest ",
    " is the only ": " is the smaller ",
    "Nothing is invested in ": "Much is invested in ",
    "The portfolio holds no ": "The portfolio holds much ",
    " does not last to the end": " lasts to the end",
    " lasts to the end": " does not last to the end",
    "After retirement the median balance falls": "After retirement the median balance rises",
}

_SLICES = [["Equity", 200_000, 80], ["Cash", 50_000, 20]]
#: Figures of no portfolio.
_METRICS: dict[str, Any] = {
    "currency": "USD",
    "total_value": 250_000,
    "cash": [50_000, 20],
    "accounts": [["Account", "other", 250_000, 100, 50_000, "ACME"]],
    "number_of_accounts": 1,
    "number_of_holdings": 3,
    "top_holdings": [["Acme Widgets", "", "stock", 150_000, 60]],
    "concentration": {"largest_holding_percentage": 60, "five_largest_percentage": 80, "effective_holdings": 1.7},
    "asset_classes": _SLICES,
    "regions": {"Europe": 100},
    "sectors": {"Energy": 100},
}
_BALANCES = {"p10": 100_000.0, "p25": 300_000.0, "p50": 700_000.0, "p75": 1_200_000.0, "p90": 2_000_000.0}
_PROJECTION: dict[str, Any] = {
    "success_rate": 91.0,
    "margin_of_error": 0.2,
    "percentiles": _BALANCES,
    "yearly": [[10, 100_000.0, 700_000.0, 2_000_000.0]],
    "assumptions": {
        "paths": 10_000,
        "years_until_retirement": 10,
        "years_in_retirement": 30,
        "starting_value": 250_000.0,
        "annual_contribution": 10_000.0,
        "annual_income": 40_000.0,
        "mix": {"equity": 80.0, "cash": 20.0},
        "mean_real_return": 5.0,
        "volatility": 14.0,
        "inflation": 2.5,
        "note": "Taxes and fees are left out.",
    },
}


def _invented(moment: Moment) -> Outcome:
    """Text: a sentence of invented figures. Charts: 17 points moved between slices. Tags: all shares doubled."""
    submission = moment.submission
    if submission is None:
        return rewritten(after_first_paragraph(INVENTED))(moment)
    if "charts" in submission:
        return _moved(moment, submission)
    doubled = [
        tag | {"asset_classes": [share | {"percent": 2 * share["percent"]} for share in tag["asset_classes"]]}
        for tag in submission["classifications"]
    ]
    return submitted(moment, submission | {"classifications": doubled})


def _moved(moment: Moment, submission: dict[str, Any]) -> Outcome:
    first, *others = submission["charts"]
    if len(first["data"]) < 2:
        return None
    one, two, *rest = first["data"]
    data = [one | {"percentage": one["percentage"] - 17}, two | {"percentage": two["percentage"] + 17}, *rest]
    return submitted(moment, submission | {"charts": [first | {"data": data}, *others]})


def _swapped(moment: Moment) -> Outcome:
    """Text: two amounts change places. Charts: the figures of two slices do."""
    submission = moment.submission
    if submission is None:
        return rewritten(_swap_amounts)(moment)
    first, *others = submission["charts"]
    if len(first["data"]) < 2:
        return None
    one, two, *rest = first["data"]
    data = [one | {"name": two["name"]}, two | {"name": one["name"]}, *rest]
    return submitted(moment, submission | {"charts": [first | {"data": data}, *others]})


def _swap_amounts(text: str) -> str:
    """The second and the third amount: the first one was checked from the beginning."""
    amounts = list(dict.fromkeys(_MONEY.findall(text)))
    if len(amounts) < 3:
        return text
    places = {amounts[1]: amounts[2], amounts[2]: amounts[1]}
    return _MONEY.sub(lambda found: places.get(found[0], found[0]), text)


def _turned(text: str) -> str:
    """The first statement of the tool that it quotes, turned around."""
    found = [(text.find(said), said) for said in _TURNS if said in text]
    if not found:
        return text
    place, said = min(found)
    return text[:place] + _TURNS[said] + text[place + len(said) :]


def _garbled(text: str) -> str:
    """`$724,316` as `$72,43.16`."""
    amounts = [amount for amount in dict.fromkeys(_MONEY.findall(text)) if len(amount) > 6]
    if len(amounts) < 2:
        return text
    digits = amounts[1].replace(",", "").removeprefix("$")
    return text.replace(amounts[1], f"${digits[:2]},{digits[2:4]}.{digits[4:]}")


def _misplaced(moment: Moment) -> Outcome:
    """The starting value as the median at retirement: a true figure, said of something else."""
    outputs = moment.conversation.figures("run_projection")
    start = money(outputs[-1]["assumptions"]["starting_value"]) if outputs else ""
    return rewritten(lambda text: _MEDIAN.sub(start, text))(moment)


def _false_top(moment: Moment) -> Outcome:
    outputs = moment.conversation.figures("portfolio_metrics")
    holdings = read_metrics(outputs[-1])["top_holdings"] if outputs else []
    name = holdings[-1]["name"] if len(holdings) > 1 else "Acme Widgets"
    return rewritten(after_first_paragraph(f"The largest holding is {name} with 61.5% of the portfolio."))(moment)


def _without_tool(moment: Moment) -> Outcome:
    """Answers from figures of no portfolio; a correction's right figure is repeated, the tool is not called."""
    data, tools = moment.conversation.data, moment.conversation.tools
    told = " ".join(map(str, data.get("mistakes", [])))
    if moment.agent == "charter":
        results = (ToolResult(ToolCall("aggregate_portfolio", {}), {"dimension": "asset_class", "slices": _SLICES}),)
        return charter.answer(Conversation(tools, data, results))
    if moment.agent == "reporter":
        right = _MONEY.findall(told)
        value = float(right[-1].replace(",", "")[1:]) if right else _METRICS["total_value"]
        figures = _METRICS | {"total_value": value}
        results = (ToolResult(ToolCall("portfolio_metrics", {}), figures),)
        return replace(reporter.answer(Conversation(tools, data, results)), reasoning="I know this portfolio.")
    rates = re.findall(r"(\d+(?:\.\d+)?) %", told)
    figures = _PROJECTION | {"success_rate": float(rates[-1]) if rates else _PROJECTION["success_rate"]}
    results = (ToolResult(ToolCall("run_projection", {}), figures),)
    return replace(retirement.answer(Conversation(tools, data, results)), reasoning="I know this plan.")


BEHAVIOURS: dict[str, Behaviour] = {
    "invented-figures": Behaviour("states figures that no tool gave", _invented),
    "swapped-figures": Behaviour("swaps two right figures", _swapped, (*WRITERS, "charter")),
    "garbled-figures": Behaviour("groups digits like nobody does", rewritten(_garbled), WRITERS),
    "turned-statement": Behaviour("turns a statement of its tool around", rewritten(_turned), WRITERS),
    "misplaced-figure": Behaviour("gives the start as the median at retirement", _misplaced, ("retirement",)),
    "false-top-holding": Behaviour("names a wrong largest holding", _false_top, ("reporter",)),
    "false-absence": Behaviour("denies what is there", rewritten(after_first_paragraph(ABSENT)), agents=TALKERS),
    "no-tool-used": Behaviour(
        "answers without having called its tool", _without_tool, (*WRITERS, "charter"), lasts=True
    ),
}
