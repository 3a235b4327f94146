"""The limit on the cost of a user's analyses in a calendar month (UTC)."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

from aws_lambda_powertools import Logger

from agent_runtime.settings import spending_settings
from agent_runtime.telemetry import metrics
from api.problems import ProblemException
from database.jobs import Jobs

logger = Logger(child=True)


def refuse_over_limit(jobs: Jobs, user_id: str) -> None:
    """Raises ProblemException when the user's jobs of this month have cost the limit or more.

    The status is 429: too much in a period, and Retry-After tells its end. 402 has no agreed meaning and would suggest
    that paying helps. A job counts for the month of its creation, once it has ended: running jobs may still exceed the
    limit.
    """
    limit = spending_settings().monthly_user_limit_usd
    if not limit:
        return
    spending = jobs.spent_this_month(user_id)
    spent, now, end = spending.usd, spending.now, next_month(spending.now)
    if spent < limit:
        return
    metrics.count("UserLimitReached")
    logger.info("monthly limit reached", limit_usd=float(limit), spent_usd=float(spent))
    raise ProblemException(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"Analyses of this month have cost {spent:.2f} USD and the limit is {limit:.2f} USD; "
        f"the next month begins on {end:%Y-%m-%d} (UTC).",
        headers={"retry-after": str(-((now - end) // timedelta(seconds=1)))},
        members={"limit_usd": float(limit), "spent_usd": float(spent)},
    )


def next_month(now: datetime) -> datetime:
    """Start of the calendar month after `now`, in its time zone."""
    # No month has 32 days or more.
    later = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + timedelta(days=32)
    return later.replace(day=1)
