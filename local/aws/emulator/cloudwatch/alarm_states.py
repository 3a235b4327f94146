"""The state of an alarm from its data points, as CloudWatch's guide tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

#: CloudWatch reads more periods than it evaluates. The number is undocumented; its examples need this many.
EXTRA_PERIODS = 2


def new_state(
    old: str,
    values: Sequence[float | None],
    breaches: Callable[[float], bool],
    *,
    periods: int,
    needed: int,
    missing: str,
) -> str:
    """The state of an alarm by CloudWatch's rules.

    Args:
        values: newest first, None for a period without data; may go further back than `periods`.
        periods: EvaluationPeriods. This many of the newest existing values are evaluated, however old; missing data
            matters only when there are fewer.
        needed: DatapointsToAlarm.
        missing: TreatMissingData.
    """
    judged = [value for value in values if value is not None][:periods]
    found = sum(breaches(value) for value in judged)
    if missing == "breaching":
        found += periods - len(judged)
    if found >= needed:
        return "ALARM"
    undecided = len(judged) < periods and all(breaches(value) for value in judged)
    if not undecided or missing in ("breaching", "notBreaching"):
        return "OK"
    if missing == "ignore":
        return old
    return "ALARM" if _oldest(values) >= needed else "INSUFFICIENT_DATA"


def _oldest(values: Sequence[float | None]) -> int:
    """Age of the oldest value, 1 for the newest period; 0 without one.

    All values breach. CloudWatch waits while the oldest is young, because better ones may follow it. Once it is as old
    as the data points that the alarm needs, it counts, even if it is the only one.
    """
    return max((age for age, value in enumerate(values, start=1) if value is not None), default=0)
