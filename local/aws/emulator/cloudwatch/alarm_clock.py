"""How fast CloudWatch's time passes: so that a test sees in seconds what an alarm does in minutes."""

from __future__ import annotations

from dataclasses import dataclass

_MINUTE = 60.0
_MOST_SECONDS_BETWEEN = 2.0


@dataclass(frozen=True)
class AlarmClock:
    """What is on this clock: the periods of alarms, and the age of a queue's oldest message. Nothing else is.

    Durations that functions and the API measure, thresholds, counts and visibility timeouts are real.
    """

    seconds_per_minute: float = _MINUTE
    """Real seconds in which a minute of CloudWatch passes."""

    def __post_init__(self) -> None:
        if not 0 < self.seconds_per_minute <= _MINUTE:
            raise ValueError(f"seconds_per_minute must be more than 0 and {_MINUTE:g} at most")

    @property
    def tick(self) -> float:
        """Real seconds between two looks at what has no event of its own; twice a minute of this clock at least."""
        return min(_MOST_SECONDS_BETWEEN, self.seconds_per_minute / 2)

    def real(self, seconds: float) -> float:
        """Real seconds in which `seconds` of this clock pass."""
        return seconds * self.seconds_per_minute / _MINUTE

    def shown(self, seconds: float) -> float:
        """What this clock shows after real `seconds`."""
        return seconds * _MINUTE / self.seconds_per_minute
