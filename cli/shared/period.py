"""Start of a period as a command takes it: `10m`, `12h`, `7d`, a date, or a date and time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from cli.shared.errors import UsageError

_AGO = re.compile(r"(?P<number>\d{1,6})(?P<unit>[mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_EXPECTED = "expected a time such as 10m, 12h, 7d or 4w, or a date such as 2026-11-01 (UTC)"


def parse_since(text: str, now: datetime) -> datetime:
    """The instant that `text` means, aware; a date is its midnight in UTC. Raises UsageError."""
    try:
        ago = _AGO.fullmatch(text)
        since = now - timedelta(**{_UNITS[ago["unit"]]: int(ago["number"])}) if ago else datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise UsageError(f"--since {text!r}: not a time", _EXPECTED) from None
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    if since > now:
        raise UsageError(f"--since {text}: in the future", _EXPECTED)
    return since
