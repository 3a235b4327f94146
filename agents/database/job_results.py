"""A job's row joined with the results that its agents delivered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from database.data_api import DataApi
from database.job import Job


def with_results(db: DataApi, row: dict[str, Any]) -> Job:
    """Takes a row of `jobs`."""
    stored = db.query(
        "Jobs.results",
        "SELECT agent, output, usage FROM job_results WHERE job_id = :job_id ORDER BY agent",
        job_id=UUID(row["job_id"]),
    )
    results = {result["agent"]: result["output"] for result in stored}
    # The usage stored with a result is the later figure: it contains what earlier attempts spent.
    usage = row["usage"] | {result["agent"]: result["usage"] for result in stored}
    return Job.model_validate({**row, "results": results, "usage": usage})
