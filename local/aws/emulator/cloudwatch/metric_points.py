"""Data points of one metric in bounded memory: as CloudWatch does, older ones are merged, and the oldest dropped."""

from __future__ import annotations

import threading
import time
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from ministack.services import cloudwatch

from local.aws.emulator.cloudwatch.alarm_clock import AlarmClock
from local.aws.emulator.wraps import existing_data, wrap

Point = dict[str, Any]
"""As ministack stores it: Timestamp, Value, Unit, Dimensions, and Count if the value was seen more than once."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
#: Ages in seconds of the alarms' clock from which points are merged into a minute and into an hour, and dropped. The
#: windows of alarms end at any moment, so the newest points keep their time.
EXACT, MINUTES, KEPT = 30 * _MINUTE, 6 * _HOUR, 14 * _DAY
#: Most different values that a merged minute or hour keeps, for percentiles.
MOST_VALUES = 16
_BETWEEN_MERGES = 512
_AT = itemgetter("Timestamp")
_lock = threading.Lock()


def install(clock: AlarmClock) -> None:
    """Bounds what ministack keeps. It scans everything at each request to drop what is older than two weeks."""
    series = existing_data(cloudwatch, "_metrics")

    def bucket(key: tuple[Any, ...]) -> MetricPoints:
        with _lock:
            found = series.get(key)
            if found is None:
                found = series[key] = MetricPoints(clock)
        return found

    wrap(cloudwatch, "_metric_bucket", "key", by=lambda _: bucket)
    wrap(cloudwatch, "_evict_old_metrics", by=lambda _: lambda: None)


class MetricPoints(list[Point]):
    """Points by their time. A list, because ministack reads it as one; safe to share between threads.

    Args:
        clock: of the ages after which points are merged.
        now: Unix time in seconds.
    """

    def __init__(self, clock: AlarmClock, now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._clock, self._now = clock, now
        self._merge_at = _BETWEEN_MERGES

    def append(self, point: Point, /) -> None:
        with _lock:
            if self and point["Timestamp"] < self[-1]["Timestamp"]:
                insort(self, point, key=_AT)
            else:
                super().append(point)
            if len(self) >= self._merge_at:
                self[:] = self._merged()
                self._merge_at = len(self) + _BETWEEN_MERGES

    def between(self, after: float, until: float) -> list[Point]:
        """Points later than `after`, up to and including `until`."""
        with _lock:
            return self[bisect_right(self, after, key=_AT) : bisect_right(self, until, key=_AT)]

    def _merged(self) -> list[Point]:
        now, real = self._now(), self._clock.real
        kept = self[bisect_right(self, now - real(KEPT), key=_AT) :]
        # Only whole hours and minutes are merged: their points stand at their end.
        hours = bisect_right(kept, _whole(now - real(MINUTES), real(_HOUR)), key=_AT)
        minutes = bisect_right(kept, _whole(now - real(EXACT), real(_MINUTE)), key=_AT)
        return [
            *_merge(kept[:hours], real(_HOUR)),
            *_merge(kept[hours:minutes], real(_MINUTE)),
            *kept[minutes:],
        ]


def _whole(time: float, seconds: float) -> float:
    return time // seconds * seconds


def _merge(points: Sequence[Point], seconds: float) -> list[Point]:
    """The points of each `seconds` as few points at the end of that time. Sum, count, least and most stay."""
    return sorted([*_published_sets(points), *_merged_values(points, seconds)], key=_AT)


def _published_sets(points: Sequence[Point]) -> list[Point]:
    """Statistic sets, which only an operator's PutMetricData publishes."""
    return [point for point in points if "_stat" in point]


def _merged_values(points: Sequence[Point], seconds: float) -> Iterator[Point]:
    groups: dict[int, list[Point]] = defaultdict(list)
    for point in points:
        if "_stat" in point:
            continue
        # The end of a group belongs to it: merged points are merged again.
        groups[-int(-point["Timestamp"] // seconds)].append(point)
    for number, group in sorted(groups.items()):
        for value, count in _few(_counts(group)):
            yield {**group[0], "Timestamp": number * seconds, "Value": value, "Count": count}


def _counts(points: Iterable[Point]) -> list[tuple[float, float]]:
    counts: dict[float, float] = defaultdict(float)
    for point in points:
        counts[point["Value"]] += point.get("Count", 1.0)
    return sorted(counts.items())


def _few(counts: list[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(counts) <= MOST_VALUES:
        return counts
    least, *inner, most = counts
    step = -(-len(inner) // (MOST_VALUES - 2))
    return [least, *(_mean(inner[start : start + step]) for start in range(0, len(inner), step)), most]


def _mean(counts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    total = sum(count for _, count in counts)
    return sum(value * count for value, count in counts) / total, total
