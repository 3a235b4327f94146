"""Instants of spans: microseconds since the epoch in the database, ISO 8601 in UTC on the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso_utc(microseconds: int) -> str:
    """`2026-01-02T03:04:05.678901Z`; always six decimals, so that text sorts as time does."""
    instant = EPOCH + timedelta(microseconds=microseconds)
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def microseconds(text: str) -> int:
    """Inverse of `iso_utc` for any ISO 8601 instant; one without an offset is UTC. Raises ValueError."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return (instant - EPOCH) // timedelta(microseconds=1)
