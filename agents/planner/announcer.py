"""Writes what has started in between two results, so that users see it at once."""

from __future__ import annotations

import asyncio

from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError

from agent_runtime.threads import in_thread
from database.errors import DatabaseUnavailable
from planner.claim import Claim
from planner.live import Live

logger = Logger(child=True)

#: In which what starts together is gathered into one statement. What ends sooner is never seen at work, and costs none.
#: Users look every two seconds.
GATHER_SECONDS = 0.25


class Announcer:
    """No specialist waits for it, and none fails because of it: what it could not write goes with the next result."""

    def __init__(self, claim: Claim, live: Live) -> None:
        self._claim, self._live = claim, live
        self._writing: asyncio.Task[None] | None = None

    def soon(self) -> None:
        """There is something to write. One task writes at a time, and takes what comes meanwhile."""
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        while news := self._live.changes():
            try:
                ours = await in_thread(self._claim.show, news, self._live.outline or {})
            except (DatabaseUnavailable, ClientError):
                logger.warning("the progress of a job was not written", exc_info=True)
                self._live.still_to_tell(news)
                return
            if not ours:
                # The next result finds out too, and ends the attempt.
                return
