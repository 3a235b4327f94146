"""Jobs of all users, read and opened again over the Data API as the application's database user."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError
from pydantic import BaseModel, ConfigDict

from cli.doctor.aws import WAKING
from cli.doctor.aws_account import Account
from cli.shared.stack_account import told

PATIENCE_SECONDS = 30.0
MAX_LISTED = 500
DATABASE = "alex"

_COLUMNS = """
    job_id, user_id, status, attempts, created_at, updated_at, lease_until, errors, now() AS now,
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
    now: datetime
    """By the database's clock, like the other times."""
    cost_usd: float
    """Spent so far, whether the job has ended or not."""

    @property
    def error(self) -> str:
        """Each agent's, in one line; empty if there is none."""
        return "; ".join(f"{agent}: {error.get('message', '')}" for agent, error in sorted(self.errors.items()))


class JobsDatabase:
    """Its methods raise UserError when the database cannot be asked."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._secret_arn: str | None = None

    def newest(self, limit: int) -> list[JobRow]:
        return self._rows(
            # The names of columns, and no value, are put together here.
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
        """By id; an id that no job has is left out."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM jobs "  # noqa: S608 - as above
            "WHERE job_id IN (SELECT CAST(jsonb_array_elements_text(CAST(:ids AS jsonb)) AS uuid))",
            _text("ids", json.dumps(job_ids)),
        )
        return {row.job_id: row for row in rows}

    def reopen(self, job_id: str) -> bool:
        """Makes a job that nobody works on pending again, with all its attempts before it; False if it is no such job.

        What was delivered and what was spent stay: the planner buys only what is missing.
        """
        answer = self._execute(
            """
            UPDATE jobs
            SET status = 'pending', attempts = 0, claim_token = NULL, lease_until = NULL, finished_at = NULL,
                errors = '{}', summary = ''
            WHERE job_id = CAST(:job_id AS uuid)
              AND (status IN ('pending', 'failed', 'partial') OR status = 'running' AND lease_until <= now())
            """,
            _text("job_id", job_id),
        )
        return answer["numberOfRecordsUpdated"] == 1

    def _rows(self, sql: str, *parameters: dict[str, Any]) -> list[JobRow]:
        # As JSON, one text per row: the Data API has a type of field for each type of column.
        whole = f"SELECT CAST(row_to_json(found) AS text) FROM ({sql}) AS found"  # noqa: S608 - as above
        records = self._execute(whole, *parameters)["records"]
        return [JobRow.model_validate_json(record[0]["stringValue"]) for record in records]

    def _execute(self, sql: str, *parameters: dict[str, Any]) -> Any:
        started = time.monotonic()
        with told("the database"):
            while True:
                try:
                    return self._account.client("rds-data").execute_statement(
                        resourceArn=self._account.names().cluster_arn,
                        secretArn=self._secret(),
                        database=DATABASE,
                        sql=sql,
                        parameters=list(parameters),
                    )
                except ClientError as error:
                    waking = error.response.get("Error", {}).get("Code") in WAKING
                    if not waking or time.monotonic() - started > PATIENCE_SECONDS:
                        raise
                    time.sleep(1)

    def _secret(self) -> str:
        if self._secret_arn is None:
            name = self._account.names().of("database-app")
            self._secret_arn = str(self._account.client("secretsmanager").describe_secret(SecretId=name)["ARN"])
        return self._secret_arn


def _integer(name: str, value: int) -> dict[str, Any]:
    return {"name": name, "value": {"longValue": value}}


def _text(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "value": {"stringValue": value}}
