"""What expires: old jobs, results and idempotency keys, and rows that nothing uses any more."""

from __future__ import annotations

from enum import StrEnum

from database.data_api import DataApi

#: Rows of one statement. Each holds its locks, and the Data API's time limit, for well under a second.
BATCH = 500


class Kind(StrEnum):
    """A kind of what expires; also the dimension of the metric."""

    JOBS = "jobs"
    """With their results. Their traces follow."""
    RESULTS = "results"
    """Of one agent each. The job stays, with its status, errors and cost."""
    KEYS = "keys"
    """Idempotency keys of ended jobs. A repeated request starts another job from then on."""
    INSTRUMENTS = "instruments"
    """Users' own instruments that no position uses."""
    DELETED_JOBS = "deleted_jobs"
    """Ids of deleted jobs whose traces are deleted too."""


class Expiry:
    def __init__(self, db: DataApi) -> None:
        self._db = db

    def remove(self, kind: Kind, days: int, most: int = BATCH) -> int:
        """Removes the oldest `most` of a kind that are older than `days`, 1 or more. Returns their number."""
        if days < 1:
            raise ValueError(f"days must be 1 or more, is {days}")
        (row,) = self._db.query(
            "Expiry.remove",
            """
            SELECT CASE CAST(:kind AS text)
                WHEN 'jobs' THEN expire_jobs(CAST(:days AS integer), CAST(:most AS integer))
                WHEN 'results' THEN expire_results(CAST(:days AS integer), CAST(:most AS integer))
                WHEN 'keys' THEN expire_keys(CAST(:days AS integer), CAST(:most AS integer))
                WHEN 'instruments' THEN expire_instruments(CAST(:days AS integer), CAST(:most AS integer))
                WHEN 'deleted_jobs' THEN forget_deleted_jobs(CAST(:days AS integer), CAST(:most AS integer))
            END AS removed
            """,
            kind=str(kind),
            days=days,
            most=most,
        )
        return row["removed"]
