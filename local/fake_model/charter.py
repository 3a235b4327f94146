"""Rules of the chart maker: look at the dimensions that matter, draw each that has something to show."""

from __future__ import annotations

from typing import Any

from local.fake_model.conversation import Answer, Conversation, ToolCall
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
    aggregates = {one["dimension"]: one for one in conversation.outputs("aggregate_portfolio")}
    if not aggregates:
        dimensions = ["asset_class", "region", "sector"]
        if len(conversation.data["portfolio"]["accounts"]) > 1:
            dimensions.append("account")
        return Answer(
            f"A client wants to see what they own, where, and in which business: {listed(dimensions)}. The figures "
            "come from the tool, one call for each.",
            calls=tuple(ToolCall("aggregate_portfolio", {"dimension": dimension}) for dimension in dimensions),
        )
    shown = [one for one in aggregates.values() if len(one["slices"]) > 1] or [aggregates["asset_class"]]
    chart_set = {
        "rationale": f"Drawn by {listed([one['dimension'].replace('_', ' ') for one in shown])}: each has more than "
        "one slice and shows the whole portfolio.",
        "charts": [_chart(one["dimension"], one["slices"]) for one in shown],
    }
    return Answer(
        "The aggregates are in. What has one slice only is not worth a chart; the rest is copied as computed.",
        calls=(ToolCall(conversation.submit_tool, chart_set),),
    )


def _chart(dimension: str, slices: list[dict[str, Any]]) -> dict[str, Any]:
    data = _largest(slices)
    first = data[0]
    return {
        "key": dimension,
        "title": TITLES[dimension],
        "type": _type(dimension, len(data)),
        "description": f"{first['name']} is the largest slice with {percent(first['percentage'])} of the portfolio.",
        "data": data,
    }


def _type(dimension: str, slices: int) -> str:
    if slices > MOST_BARS:
        return "horizontal_bar"
    if slices > MOST_PIE_SLICES:
        return "bar"
    return {"asset_class": "donut", "account": "pie"}.get(dimension, "bar")


def _largest(slices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The largest slices, and the sum of all others as one."""
    if len(slices) <= MOST_SLICES:
        return slices
    named = [one for one in slices if one["name"] != "Other"][: MOST_SLICES - 1]
    rest = [one for one in slices if one not in named]
    other = {
        "name": "Other",
        "value": round(sum(one["value"] for one in rest), 2),
        "percentage": round(sum(one["percentage"] for one in rest), 2),
    }
    return [*named, other]
