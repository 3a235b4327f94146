"""Figures of an evaluation: one row per portfolio, totals over them, and their JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Outcome = Literal["completed", "degraded", "partial", "failed", "lost", "refused"]
#: Outcomes of an analysis that was started; `refused` was not.
STARTED: tuple[Outcome, ...] = ("completed", "degraded", "partial", "failed", "lost")
_Count = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class Row(_Part):
    """What came of one portfolio."""

    portfolio: str
    """Name of the file, without its extension."""
    positions: _Count
    outcome: Outcome
    """`degraded`: completed, but in part by code instead of the model. `lost`: not ended in time. `refused`: the API
    started no analysis, as it should for an empty portfolio."""
    job_id: str | None = None
    notes: tuple[str, ...] = ()
    """Why the outcome is not `completed`, one sentence each."""
    faithfulness: Annotated[float, Field(ge=0, le=1)] | None = None
    """Share of the figures in the texts that match the facts; None if it was not measured."""
    classifications: _Count = 0
    """Answers of the tagger's model for one instrument each, those included that were not accepted."""
    classifications_summing_to_100: _Count = 0
    """Of these, those whose three splits each sum to 100 %."""
    retries: _Count = 0
    """Model calls that were repeated: throttled ones, rejected answers, and further attempts at the job."""
    seconds: Annotated[float, Field(ge=0)] | None = None
    """From the job's creation to its end."""
    model_calls: _Count = 0
    input_tokens: _Count = 0
    cached_input_tokens: _Count = 0
    output_tokens: _Count = 0
    cost_usd: Annotated[float, Field(ge=0)] = 0.0
    unpriced_models: tuple[str, ...] = ()
    """Models without a known price: `cost_usd` lacks theirs."""

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.cached_input_tokens + self.output_tokens

    @property
    def is_started(self) -> bool:
        return self.outcome != "refused"


class Evaluation(_Part):
    """A whole run with one model."""

    model: str
    """As given to `--model`; `fake` without."""
    models: tuple[str, ...] = ()
    """Model ids that were called."""
    misbehave: tuple[str, ...] = ()
    """Misbehaviours of the fake model, as `AGENT:BEHAVIOUR`."""
    threshold: Annotated[float, Field(ge=0, le=1)]
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]

    @property
    def totals(self) -> Totals:
        return totals(self.rows)

    def to_json(self) -> dict[str, Any]:
        """The fields, and `totals`, which reading it ignores."""
        return {**self.model_dump(mode="json"), "totals": self.totals.to_json()}


@dataclass(frozen=True)
class Totals:
    """Sums and means over the analyses that were started."""

    analyses: int
    outcomes: dict[Outcome, int]
    """Number of analyses by outcome."""
    lowest_faithfulness: float | None
    mean_faithfulness: float | None
    classifications: int
    classifications_summing_to_100: int
    retries: int
    seconds: float
    tokens: int
    cost_usd: float
    is_unpriced: bool

    def share(self, outcome: Outcome) -> float:
        """Of the analyses, 0..1."""
        return self.outcomes[outcome] / self.analyses if self.analyses else 0.0

    def per_analysis(self, figure: float) -> float:
        return figure / self.analyses if self.analyses else 0.0

    def to_json(self) -> dict[str, Any]:
        return {
            "analyses": self.analyses,
            "share": {outcome: self.share(outcome) for outcome in STARTED},
            "faithfulness": {"lowest": self.lowest_faithfulness, "mean": self.mean_faithfulness},
            "classifications": self.classifications,
            "classifications_summing_to_100": self.classifications_summing_to_100,
            "retries": self.retries,
            "seconds_per_analysis": self.per_analysis(self.seconds),
            "tokens_per_analysis": self.per_analysis(self.tokens),
            "cost_usd_per_analysis": self.per_analysis(self.cost_usd),
        }


def totals(rows: Sequence[Row]) -> Totals:
    started = [row for row in rows if row.is_started]
    measured = [row.faithfulness for row in started if row.faithfulness is not None]
    return Totals(
        analyses=len(started),
        outcomes={outcome: sum(row.outcome == outcome for row in started) for outcome in STARTED},
        lowest_faithfulness=min(measured, default=None),
        mean_faithfulness=math.fsum(measured) / len(measured) if measured else None,
        classifications=sum(row.classifications for row in started),
        classifications_summing_to_100=sum(row.classifications_summing_to_100 for row in started),
        retries=sum(row.retries for row in started),
        seconds=math.fsum(row.seconds or 0.0 for row in started),
        tokens=sum(row.tokens for row in started),
        cost_usd=math.fsum(row.cost_usd for row in started),
        is_unpriced=any(row.unpriced_models for row in started),
    )
