"""Major versions of database engines, each with the end of AWS's standard support."""

from __future__ import annotations

from datetime import UTC, date, datetime

SOURCE = (
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/aurorapostgresql-release-calendar.html"
)
READ_ON = date(2026, 11, 28)
"""When the table was compared with the source. A test names tables that are older than 90 days."""

_POSTGRES = {
    "10": date(2023, 4, 17),
    "11": date(2024, 2, 29),
    "12": date(2025, 2, 28),
    "13": date(2026, 2, 28),
    "14": date(2027, 2, 28),
}
_MYSQL = {"5.6": date(2022, 3, 1), "5.7": date(2024, 2, 29)}
ENDS: dict[str, dict[str, date]] = {
    "aurora-postgresql": _POSTGRES,
    "postgres": _POSTGRES,
    "aurora-mysql": _MYSQL | {"5.7": date(2024, 10, 31)},
    "mysql": _MYSQL,
}
"""Engine to major version to the last day; later versions have no date yet."""


def why_ended(engine: str, version: str, today: date | None = None) -> str:
    """Empty if the version is supported today (UTC), or unknown."""
    for major, day in ENDS.get(engine, {}).items():
        if (version == major or version.startswith(f"{major}.")) and day < (today or datetime.now(UTC).date()):
            return f"AWS's standard support of {engine} {major} ended on {day}"
    return ""
