"""The emulator's throttling of an HTTP API, without the emulator."""

from __future__ import annotations

from local.aws.emulator.apigateway.http_api import TokenBucket


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def passed(bucket: TokenBucket, requests: int, rate: float, burst: float) -> int:
    return sum(bucket.take(rate, burst) for _ in range(requests))


def test_the_burst_passes_at_once_and_then_the_rate() -> None:
    clock = Clock()
    bucket = TokenBucket(clock)
    assert passed(bucket, 20, 2, 10) == 10
    clock.now += 1.5
    assert passed(bucket, 20, 2, 10) == 3


def test_no_more_than_the_burst_is_saved_up() -> None:
    clock = Clock()
    bucket = TokenBucket(clock)
    clock.now += 3600
    assert passed(bucket, 20, 2, 10) == 10


def test_new_limits_hold_from_the_next_request_on() -> None:
    clock = Clock()
    bucket = TokenBucket(clock)
    assert passed(bucket, 1, 50, 100) == 1
    assert passed(bucket, 20, 1, 5) == 5
    clock.now += 1
    assert passed(bucket, 20, 3, 100) == 3
