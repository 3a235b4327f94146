"""A job's row joined with the results that its agents delivered."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from database.data_api import DataApi
from database.job import Job

#: Between an agent's name and that of a part of its result, which has a row of its own: `tagger__kqzvbwme`.
PART = "__"


def with_results(db: DataApi, row: dict[str, Any]) -> Job:
    """Takes a row of `jobs`."""
    stored = db.query(
        "Jobs.results",
        "SELECT agent, output, usage FROM job_results WHERE job_id = :job_id ORDER BY stored_at, agent",
        job_id=UUID(row["job_id"]),
    )
    results: dict[str, dict[str, Any]] = {}
    # The usage stored with a result is the later figure: it contains what earlier attempts spent.
    usage = row["usage"]
    for result in stored:
        agent = agent_of(result["agent"])
        results[agent] = united(results[agent], result["output"]) if agent in results else result["output"]
        usage |= {agent: result["usage"]}
    return Job.model_validate({**row, "results": dict(sorted(results.items())), "usage": usage})


def agent_of(name: str) -> str:
    """The agent whose result, or a part of it, a row of this name holds."""
    return name.partition(PART)[0]


def united(earlier: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """Two parts of a result: objects are united and whole numbers added up; else the first counts."""
    result = later | earlier
    for key in earlier.keys() & later.keys():
        one, other = earlier[key], later[key]
        if isinstance(one, dict) and isinstance(other, dict):
            result[key] = cast(dict[str, Any], one) | cast(dict[str, Any], other)
        elif isinstance(one, int) and isinstance(other, int):
            result[key] = one + other
    return result
