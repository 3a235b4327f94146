"""How a command is told since when: `7d`, `12h`, a date, or a date and time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from cli.shared.errors import UserError

_AGO = re.compile(r"(?P<number>\d{1,6})(?P<unit>[hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_EXPECTED = "a time such as 12h, 7d or 4w ago, or a date such as 2026-11-01 (UTC)"


def parse_since(text: str, now: datetime) -> datetime:
    """The instant that `text` means, aware; a date is its midnight in UTC. Raises UserError."""
    try:
        ago = _AGO.fullmatch(text)
        since = now - timedelta(**{_UNITS[ago["unit"]]: int(ago["number"])}) if ago else datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise UserError(f"--since must be {_EXPECTED}, not {text!r}") from None
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    if since > now:
        raise UserError(f"--since must not be in the future, and {text} is")
    return since
