"""Counts, logs and traces what goes wrong with model calls, and decides whether to ask again."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

from aws_lambda_powertools import Logger

from agent_runtime import deadline
from agent_runtime.bedrock.model_errors import THROTTLED, Handling, Incident, Wait
from agent_runtime.errors import AgentFailure
from agent_runtime.telemetry import metrics
from agent_runtime.traces import tracing

logger = Logger(child=True)

#: A request is not worth starting with less time than this.
LEAST_SECONDS = 1.0


class CallFailed(Exception):
    """A call without an answer that can be used.

    Args:
        cause: its name in the table: an error code, a failure of the connection, a stop reason.
        handling: what follows.
        detail: the exact error, for log and trace. It may name accounts and roles.
    """

    def __init__(self, cause: str, handling: Handling, detail: str = "") -> None:
        super().__init__(cause)
        self.cause, self.handling, self.detail = cause, handling, detail or cause


class Attempts:
    """The calls for one answer.

    Args:
        model_id: for log and metrics.
        most: of calls that get no answer at all.
    """

    def __init__(self, model_id: str, most: int) -> None:
        self._model_id, self._most = model_id, most
        self._failed: Counter[str] = Counter()
        self._unanswered = 0
        self.notes: list[str] = []
        """For the model, about its last answer."""

    async def after(self, failed: CallFailed) -> None:
        """Waits until the next attempt.

        Raises:
            AgentFailure: there is no next attempt: it would not help, or attempts or time are used up.
        """
        handling = failed.handling
        self._failed[failed.cause] += 1
        self._unanswered += handling.wait is not Wait.NONE
        if failed.cause in THROTTLED:
            metrics.count("ModelThrottles", model=self._model_id)
        seconds = handling.wait.seconds(sum(self._failed.values()), random.random())  # noqa: S311  jitter
        if self._ends(failed, seconds):
            incident = Incident.GAVE_UP if handling.again else Incident.REFUSED
            report(incident, self._model_id, failed.cause, failed.detail)
            raise AgentFailure(handling.kind, self._message(failed)) from failed
        report(Incident.ASKED_AGAIN, self._model_id, failed.cause, failed.detail)
        self.notes = [handling.note] if handling.note else []
        await asyncio.sleep(seconds)

    def _ends(self, failed: CallFailed, seconds: float) -> bool:
        """A cause may not repeat more often than its table says; different causes share the bound of all."""
        used_up = self._failed[failed.cause] > failed.handling.again or sum(self._failed.values()) > self._most_of_all
        if failed.handling.wait is not Wait.NONE:
            used_up = used_up or self._unanswered >= self._most
        return used_up or deadline.remaining() < seconds + LEAST_SECONDS

    @property
    def _most_of_all(self) -> int:
        return max(self._most, 3)

    def _message(self, failed: CallFailed) -> str:
        message = failed.handling.message
        if message.endswith("."):
            return message
        if failed.cause in THROTTLED:
            attempts = self._failed.total()
            return f"{message}; {attempts} {'attempt was' if attempts == 1 else 'attempts were'} refused."
        return f"{message} ({failed.cause})."


def report(incident: Incident, model_id: str, cause: str, detail: str) -> None:
    """One incident: a count, a log line and an event of the trace."""
    metrics.count("ModelIncidents", kind=incident)
    logger.warning("model incident", incident=incident, model=model_id, cause=cause, model_error=detail)
    tracing.event(f"Model: {incident.replace('_', ' ')}", cause=cause, error=detail)
