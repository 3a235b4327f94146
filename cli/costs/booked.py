"""Costs as the jobs table has them: every job's, whether its trace was sampled, lost, or has expired."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from cli.costs.report import By, CostReport, CostRow, in_order
from cli.shared.account import Account
from cli.shared.data_api import AppDatabase, text_parameter
from cli.shared.errors import UserError
from cli.shared.stack_account import told
from cli.trace.model import Tokens

#: Rows of one answer: the Data API gives 1 MB at most.
PAGE = 2000

#: A user is named as in traces and logs.
_KEYS = {By.AGENT: "agent", By.USER: "pseudonym", By.DAY: "to_char(jobs.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')"}
_SUMS = """
    count(DISTINCT job_id) AS jobs,
    coalesce(sum(CAST(used ->> 'model_calls' AS numeric)), 0) AS model_calls,
    coalesce(sum(CASE WHEN jsonb_array_length(used -> 'unpriced_models') = 0 THEN 0
                      WHEN CAST(used ->> 'cost_usd' AS numeric) = 0 THEN CAST(used ->> 'model_calls' AS numeric)
                      ELSE 1 END), 0) AS unpriced_calls,
    coalesce(sum(CAST(used ->> 'input_tokens' AS numeric)), 0) AS input,
    coalesce(sum(CAST(used ->> 'cached_input_tokens' AS numeric)), 0) AS cached,
    coalesce(sum(CAST(used ->> 'output_tokens' AS numeric)), 0) AS output,
    coalesce(sum(CAST(used ->> 'cost_usd' AS numeric)), 0) AS cost_usd
"""
#: Of the jobs that were asked for since then. `used` is null for a job that has used nothing.
_SPENT = """
    FROM jobs JOIN users USING (user_id) LEFT JOIN LATERAL jsonb_each(usage) AS spent(agent, used) ON true
    WHERE jobs.created_at >= CAST(:since AS timestamptz)
"""
#: A page of them has some 50 kB.
_COSTS_A_ROW, _ROWS = 5000, 10
#: Costs in millionths of a dollar, of an agent's part of a job and, with an empty key, of whole jobs; null if unknown.
_COSTS = f"""
    SELECT key, page, json_agg(micros ORDER BY micros) AS micros
    FROM (SELECT key, micros, (row_number() OVER (PARTITION BY key ORDER BY micros) - 1) / {_COSTS_A_ROW} AS page
          FROM (SELECT coalesce(agent, '') AS key,
                       CASE WHEN bool_or(jsonb_array_length(used -> 'unpriced_models') > 0) THEN NULL
                            ELSE CAST(round(1000000 * sum(CAST(used ->> 'cost_usd' AS numeric))) AS bigint)
                            END AS micros
                FROM jobs CROSS JOIN LATERAL jsonb_each(usage) AS spent(agent, used)
                WHERE jobs.created_at >= CAST(:since AS timestamptz) AND status IN ('completed', 'partial', 'failed')
                GROUP BY GROUPING SETS ((job_id, agent), (job_id))) AS costs) AS numbered
    GROUP BY key, page ORDER BY key, page LIMIT {_ROWS}
"""  # noqa: S608 - constants only


class BookedCosts:
    """Raises UserError when the database does not answer."""

    def __init__(self, account: Account) -> None:
        self._database = AppDatabase(account)

    def report(self, by: By, since: datetime) -> CostReport:
        """The costs of jobs that were asked for at `since` or later.

        Args:
            by: anything but MODEL, which the table does not have.
        """
        total = self.total(since)
        rows = [_row(found, total.cost_usd) for found in self._grouped(_KEYS[by], since) if found["key"] is not None]
        return CostReport(by, since, in_order(by, rows), total)

    def total(self, since: datetime) -> CostRow:
        [found] = self._rows(f"SELECT 'total' AS key, {_SUMS} {_SPENT}", since)
        return _row(found, float(found["cost_usd"]))

    def of_jobs(self, since: datetime) -> tuple[dict[str, list[float | None]], list[float | None]]:
        """US dollars of each ended job that was asked for at `since` or later: by agent, and of whole jobs.

        None where a model call has no price. A job that used no model is not among them.
        """
        found: dict[str, list[float | None]] = {}
        read = 0
        while read % _ROWS == 0:
            rows = self._rows(f"{_COSTS} OFFSET {read}", since)
            for row in rows:
                found.setdefault(row["key"], []).extend(None if it is None else it / 1e6 for it in row["micros"])
            read += len(rows)
            if not rows:
                break
        jobs = found.pop("", [])
        return found, jobs

    def _grouped(self, key: str, since: datetime) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while len(found) % PAGE == 0:
            page = f"GROUP BY 1 ORDER BY 1 LIMIT {PAGE} OFFSET {len(found)}"
            rows = self._rows(f"SELECT {key} AS key, {_SUMS} {_SPENT} {page}", since)
            found += rows
            if not rows:
                break
        return found

    def _rows(self, sql: str, since: datetime) -> list[dict[str, Any]]:
        try:
            with told("the database does not answer"):
                rows = self._database.json_rows(sql, text_parameter("since", since.isoformat()))
            return [json.loads(row) for row in rows]
        except (KeyError, TypeError, ValueError) as error:
            raise UserError("the database's answer is none of the jobs table", "check it: alex doctor") from error


def _row(found: dict[str, Any], whole: float) -> CostRow:
    cost = float(found["cost_usd"])
    return CostRow(
        key=str(found["key"]),
        jobs=int(found["jobs"]),
        model_calls=int(found["model_calls"]),
        unpriced_calls=int(found["unpriced_calls"]),
        tokens=Tokens(int(found["input"]), int(found["cached"]), int(found["output"])),
        cost_usd=cost,
        share=cost / whole if whole else 0.0,
    )
