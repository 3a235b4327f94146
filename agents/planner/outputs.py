"""The fields of each specialist's output that the planner, the API and the pages rely on. Other fields are kept too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent_runtime.agent import decisions
from agent_runtime.portfolio.snapshot import Classification, Instrument


class SpecialistOutput(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)


class Tagging(Classification):
    rationale: str


class Tags(SpecialistOutput):
    classifications: dict[str, Tagging]


class Report(SpecialistOutput):
    markdown: str = Field(min_length=1)
    words: int
    sections: list[Any]


class Slice(SpecialistOutput):
    percentage: float


class Chart(SpecialistOutput):
    title: str
    data: list[Slice]


class Charts(SpecialistOutput):
    charts: list[Chart]


class Projection(SpecialistOutput):
    success_rate: float = Field(ge=0, le=100)
    margin_of_error: float | None = Field(default=None, ge=0)
    """Of the success rate, percentage points. Results from before it existed have none."""


SPECIALIST_OUTPUTS: dict[str, type[SpecialistOutput]] = {
    "tagger": Tags,
    "reporter": Report,
    "charter": Charts,
    "retirement": Projection,
}


def classifications(output: dict[str, Any]) -> dict[str, Classification]:
    """By symbol, of a tagger's output that has no `problem`."""
    fields = Classification.model_fields
    return {
        symbol: Classification.model_validate({key: tag[key] for key in fields})
        for symbol, tag in output["classifications"].items()
    }


def tags(output: dict[str, Any], asked: Iterable[Instrument]) -> dict[str, dict[str, Any]]:
    """By symbol `{classification, rationale, name, kind}`, of a tagger's output that has no `problem`.

    Args:
        asked: the instruments as the tagger was told of them; others are left out.
    """
    found, splits = output["classifications"], classifications(output)
    return {
        one.symbol: {
            "classification": splits[one.symbol].model_dump(mode="json"),
            "rationale": found[one.symbol]["rationale"],
            "name": one.name,
            "kind": one.kind.value,
        }
        for one in asked
        if one.symbol in found
    }


def without_decisions(output: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The result itself, and what the specialist says that it decided."""
    told = output.get(decisions.FIELD)
    sentences = cast("list[Any]", told) if isinstance(told, list) else []
    kept = {name: value for name, value in output.items() if name != decisions.FIELD}
    return kept, [sentence for sentence in sentences if isinstance(sentence, str)]


def problem(specialist: str, output: dict[str, Any] | None) -> str | None:
    """Why this is no result of the specialist, for the log; None if it is one.

    A specialist without a row in `SPECIALIST_OUTPUTS` may return any object.
    """
    if output is None:
        return "no output"
    try:
        SPECIALIST_OUTPUTS.get(specialist, SpecialistOutput).model_validate(output)
    except ValidationError as error:
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return None
