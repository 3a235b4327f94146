"""Keeps the good charts of an answer in which others do not have the form of a chart."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, cast

from agents.exceptions import ModelBehaviorError
from pydantic import Field, ValidationError

from agent_runtime.agent.output_validation import CheckedOutput
from charter.models import Chart, ChartPoint, ChartSet
from charter.plain_charts import PLAIN_REASON

MOST_CHARTS = 6


class Salvaged(ChartSet):
    """The charts that have the form of one, possibly none, and what was wrong with the others."""

    charts: list[Chart] = Field(max_length=MOST_CHARTS)
    wrong: list[str] = Field(exclude=True)
    """As sentences for the model."""


class ChartsOutput(CheckedOutput):
    """Charts as the model submits them; a chart in the wrong form does not spoil the others."""

    def __init__(self) -> None:
        super().__init__(ChartSet)

    def validate_json(self, json_str: str) -> ChartSet:
        """A `ChartSet`, or `Salvaged` if not all of it has the right form.

        Raises:
            ModelBehaviorError: it is not JSON, or holds no list of charts.
        """
        try:
            return cast(ChartSet, super().validate_json(json_str))
        except ModelBehaviorError as error:
            answer = _object(json_str)
            if answer is None or not isinstance(answer.get("charts"), list):
                raise
            return _salvaged(answer, error.message.splitlines())


@lru_cache(1)
def charts_output() -> ChartsOutput:
    """Made once in a sandbox: its JSON schema takes a millisecond."""
    return ChartsOutput()


def _salvaged(answer: dict[str, Any], wrong: list[str]) -> ChartSet:
    """Unknown fields are harmless. Without them the answer may be as asked for."""
    given = cast(list[Any], answer["charts"])
    charts = [chart for one in given if (chart := _chart(one)) is not None]
    rationale = answer.get("rationale")
    rationale = rationale if isinstance(rationale, str) and rationale.strip() else PLAIN_REASON
    if charts and len(charts) == len(given) <= MOST_CHARTS:
        return ChartSet(rationale=rationale, charts=charts)
    return Salvaged(rationale=rationale, charts=charts[:MOST_CHARTS], wrong=wrong)


def _chart(given: Any) -> Chart | None:
    if not isinstance(given, dict):
        return None
    fields = _known(cast(dict[str, Any], given), Chart.model_fields)
    if isinstance(fields.get("data"), list):
        points = cast(list[Any], fields["data"])
        fields["data"] = [
            _known(cast(dict[str, Any], p), ChartPoint.model_fields) for p in points if isinstance(p, dict)
        ]
    try:
        return Chart.model_validate_json(json.dumps(fields), strict=True)
    except ValidationError:
        return None


def _known(given: dict[str, Any], fields: Any) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key in fields}


def _object(text: str) -> dict[str, Any] | None:
    try:
        parsed = json.loads(text)
    except ValueError:
        return None
    return cast(dict[str, Any], parsed) if isinstance(parsed, dict) else None
