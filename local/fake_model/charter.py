"""Rules of the chart maker: aggregate by each dimension, then draw those with more than one slice."""

from __future__ import annotations

from typing import Any

from local.fake_model.conversation import MOST_TRIES, NO_FIGURES, Answer, Conversation, ToolCall
from local.fake_model.prose import listed, percent

TITLES = {
    "asset_class": "Allocation by asset class",
    "region": "Exposure by region",
    "sector": "Exposure by sector",
    "account": "Value by account",
}
MOST_PIE_SLICES = 6
MOST_BARS = 8
MOST_SLICES = 10


def answer(conversation: Conversation) -> Answer:
    aggregates = {output["dimension"]: _read(output) for output in conversation.figures("aggregate_portfolio")}
    if conversation.is_hopeless("aggregate_portfolio"):
        return NO_FIGURES
    wanted = _dimensions(conversation)
    missing = [dimension for dimension in wanted if dimension not in aggregates]
    # A call that was refused is made again, though not for ever.
    if missing and conversation.calls("aggregate_portfolio") < len(wanted) + MOST_TRIES:
        return Answer(
            f"A client wants to see holdings by {listed(missing)}. The tool computes them, one call for each.",
            calls=tuple(ToolCall("aggregate_portfolio", {"dimension": dimension}) for dimension in missing),
        )
    shown = [output for output in aggregates.values() if len(output["slices"]) > 1] or list(aggregates.values())[:1]
    dimensions = listed([output["dimension"].replace("_", " ") for output in shown])
    chart_set = {
        "rationale": f"Drawn by {dimensions}: each has more than one slice and shows the whole portfolio.",
        "charts": [_chart(output["dimension"], output["slices"]) for output in shown],
    }
    return Answer(
        "The aggregates are in. A dimension with one slice needs no chart; the others are copied as computed.",
        calls=(ToolCall(conversation.submit_tool, chart_set),),
    )


def _dimensions(conversation: Conversation) -> list[str]:
    accounts: int = conversation.data["portfolio"]["accounts"]
    return ["asset_class", "region", "sector", *(["account"] if accounts > 1 else [])]


def _read(output: dict[str, Any]) -> dict[str, Any]:
    """Rows as the slices of a chart."""
    return output | {
        "slices": [
            {"name": name, "value": value, "percentage": percentage} for name, value, percentage in output["slices"]
        ]
    }


def _chart(dimension: str, slices: list[dict[str, Any]]) -> dict[str, Any]:
    data = _largest(slices)
    first = data[0]
    return {
        "key": dimension,
        "title": TITLES[dimension],
        "type": _type(dimension, data),
        "description": f"{first['name']} is the largest slice with {percent(first['percentage'])} of the portfolio.",
        "data": data,
    }


def _type(dimension: str, data: list[dict[str, Any]]) -> str:
    if len(data) > MOST_BARS:
        return "horizontal_bar"
    if len(data) > MOST_PIE_SLICES or any(part["value"] < 0 for part in data):
        return "bar"
    return {"asset_class": "donut", "account": "pie"}.get(dimension, "bar")


def _largest(slices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The largest slices, and the sum of all others as one."""
    if len(slices) <= MOST_SLICES:
        return slices
    named = [part for part in slices if part["name"] != "Other"][: MOST_SLICES - 1]
    rest = [part for part in slices if part not in named]
    other = {
        "name": "Other",
        "value": sum(part["value"] for part in rest),
        "percentage": round(sum(part["percentage"] for part in rest), 2),
    }
    return [*named, other]
