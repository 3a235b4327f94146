"""The export: everything that is stored about a user, in pages that fit a Lambda's answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from agent_runtime.portfolio.snapshot import RetirementGoal, Symbol
from api.responses import AccountView, InstrumentView, JobView, PositionView, View
from database.accounts import Accounts
from database.clock import now
from database.data_api import DataApi
from database.instruments import Instruments
from database.job import Job
from database.jobs import Jobs
from database.portfolio.snapshot import stored_snapshot
from database.positions import Positions
from database.rows import Amount
from database.users import Users
from database.valuation import BroughtIn, brought_in

#: Of a page, inside the JSON that a function answers with. Lambda takes 6 MB of that.
MAX_BYTES = 4_000_000
#: Jobs of a page. Each costs a statement, and the API answers within 29 s.
MAX_JOBS = 100
_BATCH = 20

_CURSOR = r"^(instruments\.[A-Z0-9]([A-Z0-9 .-]{0,38}[A-Z0-9])?|jobs\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"
Cursor = Annotated[str, Field(pattern=_CURSOR)]


class ExportedProfile(View):
    user_id: str
    """Subject of the token."""
    pseudonym: str | None
    """The name by which logs and traces know the user."""
    display_name: str
    goal: RetirementGoal | None
    notes: str
    created_at: datetime | None
    updated_at: datetime | None


class ExportedAccount(AccountView):
    positions: list[PositionView]


class ExportedInstrument(InstrumentView):
    rationale: str


class ExportedJob(JobView):
    attempts: int
    idempotency_key: str | None
    portfolio: dict[str, Any] | None
    """What the analysis speaks of; null if no planner has begun it, or when it has expired."""


class ExportedCost(View):
    month: str
    jobs: int
    cost_usd: Amount


class Export(BaseModel):
    schema_version: Literal[1] = 1
    exported_at: datetime
    profile: ExportedProfile | None = None
    """On the first page only, as are the next three."""
    accounts: list[ExportedAccount] | None = None
    brought_in: list[BroughtIn] | None = None
    """Prices and exchange rates."""
    costs: list[ExportedCost] | None = None
    """By calendar month (UTC), of the jobs that are still stored."""
    instruments: list[ExportedInstrument] = []
    """The user's own, by symbol."""
    jobs: list[ExportedJob] = []
    """The newest first, with their results."""
    next_after: str | None = None
    """Value of `after` for the next page; null on the last one."""


class _Room:
    """The room of one page. It always takes one item, so that every page leads on."""

    def __init__(self) -> None:
        self._left, self._items = MAX_BYTES, 0

    def use(self, *parts: BaseModel) -> None:
        # As text in a function's answer, which is JSON itself. Escaped to ASCII, which is the longest form.
        self._left -= sum(len(json.dumps(part.model_dump_json())) for part in parts)

    def takes(self, item: BaseModel) -> bool:
        before = self._left
        self.use(item)
        if self._left < 0 and self._items:
            self._left = before
            return False
        self._items += 1
        return True


def export_page(db: DataApi, user_id: str, after: str | None) -> Export:
    """One page. Raises NotOwned when the job of the cursor is not there any more: the export must begin again."""
    page, room = Export(exported_at=now(db)), _Room()
    kind, _, last = (after or "").partition(".")
    if after is None:
        _add_portfolio(page, db, user_id)
        room.use(page)
    if kind != "jobs":
        for instrument in _instruments(db, user_id, last or None):
            if not room.takes(instrument):
                page.next_after = f"instruments.{page.instruments[-1].symbol}"
                return page
            page.instruments.append(instrument)
    if kind == "jobs":
        Jobs(db).get_for(user_id, last)
    for job in _jobs(db, user_id, last if kind == "jobs" else None):
        if len(page.jobs) == MAX_JOBS or not room.takes(job):
            # Without a job on the page, its items are instruments, and the first job follows the last of them.
            last_job = page.jobs[-1].job_id if page.jobs else None
            page.next_after = f"jobs.{last_job}" if last_job else f"instruments.{page.instruments[-1].symbol}"
            return page
        page.jobs.append(job)
    return page


def _add_portfolio(page: Export, db: DataApi, user_id: str) -> None:
    """What other limits keep small: 20 accounts, 1,000 positions."""
    page.profile = ExportedProfile.model_validate(Users(db).get(user_id))
    held = [
        (account, Positions(db).list_for(user_id, UUID(account.account_id)))
        for account in Accounts(db).list_for(user_id)
    ]
    page.accounts = [
        ExportedAccount.model_validate(
            {**account.model_dump(), "positions": [PositionView.model_validate(position) for position in positions]}
        )
        for account, positions in held
    ]
    page.brought_in = brought_in(db, user_id)
    page.costs = [ExportedCost.model_validate(cost) for cost in Jobs(db).costs(user_id)]


def _instruments(db: DataApi, user_id: str, after: Symbol | None) -> Iterator[ExportedInstrument]:
    while found := Instruments(db).own(user_id, _BATCH, after):
        yield from map(ExportedInstrument.model_validate, found)
        after = found[-1].symbol


def _jobs(db: DataApi, user_id: str, before: str | None) -> Iterator[ExportedJob]:
    jobs = Jobs(db)
    while found := jobs.list_for(user_id, _BATCH, before, detailed=True):
        yield from (_whole(db, jobs.whole(job)) for job in found)
        before = found[-1].job_id


def _whole(db: DataApi, job: Job) -> ExportedJob:
    return ExportedJob.model_validate(
        {
            **job.model_dump(),
            **{name: getattr(job, name) for name in ("trace_id", "steps", "feedback_rating", "positions", "value")},
            "portfolio": stored_snapshot(db, job.job_id),
        }
    )
