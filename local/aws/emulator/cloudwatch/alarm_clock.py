"""A faster clock for CloudWatch alarms, so that a test takes seconds instead of minutes."""

from __future__ import annotations

from dataclasses import dataclass

_MINUTE = 60.0
_MOST_SECONDS_BETWEEN = 2.0


@dataclass(frozen=True)
class AlarmClock:
    """Clock of alarm periods and of the age of a queue's oldest message, and of nothing else.

    Durations that functions and the API measure, thresholds, counts and visibility timeouts are real.
    """

    seconds_per_minute: float = _MINUTE
    """Real seconds for one minute of CloudWatch."""

    def __post_init__(self) -> None:
        if not 0 < self.seconds_per_minute <= _MINUTE:
            raise ValueError(f"seconds_per_minute must be more than 0 and {_MINUTE:g} at most")

    @property
    def tick(self) -> float:
        """Real seconds between two polls; at least two polls a minute of this clock."""
        return min(_MOST_SECONDS_BETWEEN, self.seconds_per_minute / 2)

    def real(self, seconds: float) -> float:
        """Real seconds for `seconds` of this clock."""
        return seconds * self.seconds_per_minute / _MINUTE

    def shown(self, seconds: float) -> float:
        """Seconds of this clock after `seconds` of real time."""
        return seconds * _MINUTE / self.seconds_per_minute
