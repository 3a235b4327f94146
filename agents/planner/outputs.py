"""What the planner and everything behind it rely on in a specialist's output. Whatever else an output holds is kept."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent_runtime.portfolio import Classification


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


def problem(specialist: str, output: dict[str, Any] | None) -> str | None:
    """What makes this no result of the specialist, for the log; None if nothing does.

    A specialist that has no row in `SPECIALIST_OUTPUTS` may return any object.
    """
    if output is None:
        return "no output"
    try:
        SPECIALIST_OUTPUTS.get(specialist, SpecialistOutput).model_validate(output)
    except ValidationError as error:
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return None
