"""Where the costs come from: the jobs table, which has every job, or the traces, which know the models."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from cli.costs.booked import BookedCosts
from cli.costs.report import MODEL_CALL, By, CostReport, CostRow, cost_report
from cli.costs.spread import SpreadReport, spread_report, traced_spread
from cli.shared.account import Account
from cli.shared.errors import UserError
from cli.shared.project import LOCAL_STACK, ROOT
from cli.shared.stack_account import account_of, embedded_account
from cli.shared.stack_settings import stack_settings
from cli.trace.local_file import LocalFile
from cli.trace.model import JsonObject
from cli.trace.source import USAGE_TYPES
from cli.trace.view import TRACES_FILE, source_of
from local.run_file import read_run_file

#: Longer than a job takes: observations this long before the period tell whose the first ones in it are.
JOB_SPAN = timedelta(hours=1)
SAMPLE = "alex:traceSamplePercent"
_Report = TypeVar("_Report", CostReport, SpreadReport)


def find_costs(by: By, since: datetime, stack: str, state_dir: Path) -> tuple[CostReport, str]:
    """The costs and the name of their source. Raises UserError when they cannot be read."""

    def read(booked: BookedCosts) -> CostReport:
        return booked.report(by, since)

    def traced(documents: Sequence[JsonObject]) -> CostReport:
        return cost_report(documents, by, since)

    return _find(by, since, stack, state_dir, read, traced)


def find_spread(by: By, since: datetime, stack: str, state_dir: Path) -> tuple[SpreadReport, str]:
    """The distribution of what analyses cost, by AGENT or MODEL, as `find_costs` finds costs."""

    def read(booked: BookedCosts) -> SpreadReport:
        return spread_report(by, since, *booked.of_jobs(since))

    def traced(documents: Sequence[JsonObject]) -> SpreadReport:
        return traced_spread(documents, by, since, since - JOB_SPAN)

    return _find(by, since, stack, state_dir, read, traced)


def _find(
    by: By,
    since: datetime,
    stack: str,
    state_dir: Path,
    read: Callable[[BookedCosts], _Report],
    traced: Callable[[Sequence[JsonObject]], _Report],
) -> tuple[_Report, str]:
    account = account_here(stack, state_dir)

    def from_traces(note: str | None) -> tuple[_Report, str]:
        # The source is made only when it is needed: a stack's Langfuse keys are a secret of their own.
        is_running = account is not None and stack == LOCAL_STACK
        source = LocalFile(state_dir / TRACES_FILE) if is_running else source_of(stack, state_dir, os.environ)
        types = (MODEL_CALL,) if by is By.MODEL else USAGE_TYPES
        return replace(traced(source.observations_since(since - JOB_SPAN, types)), note=note), source.where

    if account is None:
        return from_traces(_sample_note(stack))
    booked = BookedCosts(account)
    try:
        if by is not By.MODEL:
            return read(booked), f"the jobs of {stack}"
        total = booked.total(since)
    except UserError as error:
        return from_traces(f"From the traces alone: {error.problem}. {_sample_note(stack) or ''}".strip())
    report, where = from_traces(None)
    return replace(report, note=_missing_note(report.total.jobs, total)), where


def account_here(stack: str, state_dir: Path) -> Account | None:
    """The stack's account; None without one, because no `alex up` is running."""
    if stack != LOCAL_STACK:
        return account_of(stack)
    run = read_run_file(state_dir)
    return embedded_account(run) if run else None


def _sample_note(stack: str) -> str | None:
    percent = stack_settings(stack, ROOT).get(SAMPLE, "100")
    if percent == "100":
        return None
    return f"{SAMPLE} is {percent}: these are the jobs whose traces were sent, not all."


def _missing_note(traced: int, booked: CostRow) -> str | None:
    """Only a traced job has models: the others, not sampled, lost or expired, cannot be told apart by model."""
    if traced >= booked.jobs:
        return None
    whole = f"the cost of all jobs is {booked.cost_usd:,.6f} USD"
    return f"The traces hold {traced:,} of {booked.jobs:,} jobs ({SAMPLE}): {whole}."
