"""All users' jobs, read and reopened over the Data API as the application's database user."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from cli.shared.account import Account
from cli.shared.data_api import AppDatabase, text_parameter
from cli.shared.stack_account import told

MAX_LISTED = 500

_COLUMNS = """
    job_id, user_id, status, attempts, created_at, updated_at, lease_until, errors, degraded_reason, now() AS now,
    (SELECT coalesce(sum(CAST(spent.value ->> 'cost_usd' AS numeric)), 0) FROM jsonb_each(usage) AS spent) AS cost_usd
"""


class JobRow(BaseModel):
    model_config = ConfigDict(frozen=True)

    job_id: str
    user_id: str
    status: str
    attempts: int
    created_at: datetime
    updated_at: datetime
    lease_until: datetime | None
    errors: dict[str, dict[str, str]]
    degraded_reason: str | None = None
    now: datetime
    """By the database's clock, like the other times."""
    cost_usd: float
    """Spent so far."""

    @property
    def error(self) -> str:
        """All agents' errors on one line, then why the job is degraded; or empty."""
        failed = "; ".join(f"{agent}: {error.get('message', '')}" for agent, error in sorted(self.errors.items()))
        degraded = f"degraded: {self.degraded_reason}" if self.degraded_reason else ""
        return "; ".join(filter(None, (failed, degraded)))


class JobsDatabase:
    """Its methods raise UserError when the database does not answer."""

    def __init__(self, account: Account) -> None:
        self._database = AppDatabase(account)

    def newest(self, limit: int) -> list[JobRow]:
        return self._rows(
            # Only column names are interpolated, never a value.
            f"SELECT {_COLUMNS} FROM jobs ORDER BY created_at DESC, job_id DESC LIMIT :limit",  # noqa: S608
            _integer("limit", limit),
        )

    def unfinished(self) -> list[JobRow]:
        """Oldest first, at most MAX_LISTED."""
        return self._rows(
            f"SELECT {_COLUMNS} FROM jobs WHERE status IN ('pending', 'running') "  # noqa: S608 - as above
            "ORDER BY created_at, job_id LIMIT :limit",
            _integer("limit", MAX_LISTED),
        )

    def of(self, job_ids: list[str]) -> dict[str, JobRow]:
        """By id; unknown ids are left out."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM jobs "  # noqa: S608 - as above
            "WHERE job_id IN (SELECT CAST(jsonb_array_elements_text(CAST(:ids AS jsonb)) AS uuid))",
            text_parameter("ids", json.dumps(job_ids)),
        )
        return {row.job_id: row for row in rows}

    def reopen(self, job_id: str) -> bool:
        """Makes an idle job pending again, with all its attempts left; False when the job is running or completed.

        Delivered results and spent costs stay: the planner pays only for missing results.
        """
        answer = self._execute(
            """
            UPDATE jobs
            SET status = 'pending', attempts = 0, claim_token = NULL, lease_until = NULL, finished_at = NULL,
                errors = '{}', summary = '', degraded_reason = NULL
            WHERE job_id = CAST(:job_id AS uuid)
              AND (status IN ('pending', 'failed', 'partial') OR status = 'running' AND lease_until <= now())
            """,
            text_parameter("job_id", job_id),
        )
        return answer["numberOfRecordsUpdated"] == 1

    def _rows(self, sql: str, *parameters: dict[str, Any]) -> list[JobRow]:
        with told("the database does not answer"):
            return [JobRow.model_validate_json(row) for row in self._database.json_rows(sql, *parameters)]

    def _execute(self, sql: str, *parameters: dict[str, Any]) -> Any:
        with told("the database does not answer"):
            return self._database.execute(sql, *parameters)


def _integer(name: str, value: int) -> dict[str, Any]:
    return {"name": name, "value": {"longValue": value}}
