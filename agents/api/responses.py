"""Response bodies. Each is made from the repository's object with `model_validate`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from agent_runtime.portfolio.snapshot import Classification, RetirementGoal
from database.job import JobStatus, Money, Rating
from database.job_progress import AgentProgress
from database.rows import Amount
from holdings.document import AccountKind
from holdings.kinds import InstrumentKind
from holdings.stored import CatalogueEntry

Item = TypeVar("Item")


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Health(View):
    status: str
    release: str


class UserView(View):
    display_name: str
    goal: RetirementGoal | None
    notes: str


class AccountView(View):
    id: str = Field(validation_alias="account_id")
    name: str
    kind: AccountKind
    cash: Amount
    """USD."""
    balances: dict[str, Amount]
    """Cash in other currencies."""
    external_id: str
    """As the broker's files write it."""
    etag: str = Field(validation_alias="tag")
    """For If-Match."""
    created_at: datetime
    updated_at: datetime


class PositionView(View):
    id: str = Field(validation_alias="position_id")
    account_id: str
    symbol: str
    name: str
    kind: InstrumentKind
    isin: str | None
    cusip: str | None
    in_catalogue: CatalogueEntry | None
    """What the catalogue knows under this symbol, where the caller's description contradicts it."""
    quantity: Amount
    unit_price: Amount | None
    """As quoted, in `currency`."""
    value: Amount | None = Field(validation_alias="stated_value")
    """As the broker states it: wins over quantity and price."""
    multiplier: Amount | None
    currency: str
    price_date: date
    price_source: str
    etag: str = Field(validation_alias="tag")
    """For If-Match."""
    created_at: datetime
    updated_at: datetime


class InstrumentView(View):
    symbol: str
    own: bool
    """The caller's, and not the catalogue's."""
    name: str
    kind: InstrumentKind
    classification: Classification | None
    unit_price: Amount
    """USD."""
    price_date: date | None
    source: str


class Stored(View):
    stored: int
    """How many were new."""


class JobHead(View):
    job_id: str
    status: JobStatus


class FeedbackView(View):
    """What the caller says of an analysis."""

    rating: Rating
    comment: str
    updated_at: datetime


class JobSummary(JobHead):
    """A job without its results."""

    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    errors: dict[str, dict[str, Any]]
    """`{kind, message}` by agent."""
    summary: str
    cost_usd: Amount
    trace_id: str
    degraded_reason: str | None
    """Why the deterministic plan had to finish the job; null if the planner's model did its work."""
    feedback_rating: Rating | None
    positions: int | None
    """Of the portfolio that the analysis speaks of; null as long as no planner has begun it."""
    value: Money | None
    """Of the same portfolio, in its base currency."""


class JobView(JobSummary):
    results: dict[str, dict[str, Any]]
    """Output by agent (tagger, reporter, charter, retirement), as soon as the agent has finished."""
    usage: dict[str, dict[str, Any]]
    """Calls, tokens and cost by agent."""
    progress: list[AgentProgress] = Field(validation_alias="steps")
    """Every agent's part, in order of work."""
    feedback: FeedbackView | None
    """What the caller says of the analysis; null if nothing."""


class Items(BaseModel, Generic[Item]):
    items: list[Item]


class InstrumentPage(Items[InstrumentView]):
    next_after: str | None
    """Value of `after` for the next page; null on the last one."""


class JobPage(Items[JobSummary]):
    next_before: str | None
    """Value of `before` for the next page; null on the last one."""
