"""The database, and how long data are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from components.foundation.settings.reader import SettingsReader

#: Retention periods that CloudWatch Logs accepts, up to a year (days).
RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365)
#: Ten years.
_LONGEST_DAYS = 3650


@dataclass(frozen=True)
class DataSettings:
    """The database, and how long data are kept."""

    log_retention_days: int
    job_retention_days: int
    """Of ended jobs, as are the next two; 0 for ever."""
    result_retention_days: int
    idempotency_key_retention_days: int
    database_min_acu: int
    database_max_acu: int
    database_instances: int
    database_version: int
    """Major version of PostgreSQL."""
    secret_rotation_days: int
    deletion_protection: bool
    final_snapshot: bool
    """Whether a snapshot of the database, and the key that decrypts it, outlive the stack."""


def read_data(read: SettingsReader) -> DataSettings:
    minimum = read.integer("databaseMinAcu", 0, 256)
    return DataSettings(
        log_retention_days=read.choice_of_integers("logRetentionDays", RETENTION_DAYS),
        job_retention_days=_job_retention(read),
        result_retention_days=read.integer("resultRetentionDays", 0, _LONGEST_DAYS),
        idempotency_key_retention_days=read.integer("idempotencyKeyRetentionDays", 0, _LONGEST_DAYS),
        database_min_acu=minimum,
        database_max_acu=read.integer("databaseMaxAcu", max(1, minimum), 256),
        database_instances=read.integer("databaseInstances", 1, 2),
        # Older versions lack a capacity of 0; AWS refuses one that it does not have yet.
        database_version=read.integer("databaseVersion", 16, 30),
        secret_rotation_days=read.integer("secretRotationDays", 1, 90),
        deletion_protection=read.boolean("deletionProtection"),
        final_snapshot=_final_snapshot(read),
    )


def _job_retention(read: SettingsReader) -> int:
    """A month at least: a user's monthly limit counts the month's jobs."""
    days = read.integer("jobRetentionDays", 0, _LONGEST_DAYS)
    return days if days == 0 else read.integer("jobRetentionDays", 31, _LONGEST_DAYS)


def _final_snapshot(read: SettingsReader) -> bool:
    if read.boolean("deletionProtection"):
        read.text("finalSnapshot", re.compile("true"), "true where deletionProtection is true")
    return read.boolean("finalSnapshot")
