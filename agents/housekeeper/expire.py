"""Removes expired rows, batch by batch, for as long as there is time."""

from __future__ import annotations

from collections.abc import Callable

from agent_runtime.settings import RetentionSettings
from agent_runtime.telemetry import metrics
from database.expiry import BATCH, Expiry, Kind

#: Users' own instruments that no position has used: only their classification has cost anything.
INSTRUMENT_DAYS = 90
#: Ids of deleted jobs whose traces are gone. Longer than a queue keeps a message, which is 14 days at most.
DELETED_JOB_DAYS = 30


def expire(expiry: Expiry, settings: RetentionSettings, has_time: Callable[[], bool]) -> dict[str, int]:
    """Removes expired data; the rest, when the time is over, follows on the next day.

    Returns:
        Removed rows by kind. A kind that is kept for ever is missing.
    """
    days = {
        # Jobs first: their results need not be removed one by one.
        Kind.JOBS: settings.job_days,
        Kind.RESULTS: settings.result_days,
        Kind.KEYS: settings.idempotency_days,
        Kind.INSTRUMENTS: INSTRUMENT_DAYS,
        Kind.DELETED_JOBS: DELETED_JOB_DAYS,
    }
    return {str(kind): _all(expiry, kind, limit, has_time) for kind, limit in days.items() if limit}


def _all(expiry: Expiry, kind: Kind, days: int, has_time: Callable[[], bool]) -> int:
    total = 0
    while has_time():
        removed = expiry.remove(kind, days)
        total += removed
        metrics.count("ExpiredRows", removed, kind=kind)
        if removed < BATCH:
            break
    return total
