"""The only exception that an agent raises on purpose. Every other one is a bug and becomes `internal`."""

from __future__ import annotations

from agent_runtime.contracts import AgentError, ErrorKind


class AgentFailure(Exception):
    """An agent cannot do its work.

    Args:
        kind: the cause, as a value that the planner and the error metric can group by.
        message: one sentence for the user of the job; no stack trace, no secret.
    """

    def __init__(self, kind: ErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message

    def as_error(self) -> AgentError:
        return AgentError(kind=self.kind, message=self.message)
