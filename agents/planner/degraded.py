"""Why a job is degraded: its planner's model was no help, and code decided in its place."""

from __future__ import annotations

from agent_runtime.contracts import AgentError, ErrorKind
from planner.needs import PRODUCTS, listed

_CONDUCT = {
    ErrorKind.GUARDRAIL: "was stopped by a guardrail",
    ErrorKind.MODEL_THROTTLED: "was too busy",
    ErrorKind.MODEL_REFUSED: "refused to answer",
    ErrorKind.MODEL_OUTPUT: "gave no usable answer",
    ErrorKind.TIMEOUT: "did not decide in time",
    ErrorKind.UNREACHABLE: "could not be reached",
}


def model_error(kind: ErrorKind) -> AgentError:
    """What a user is told of the planner's model. Its own words are in the trace and the log."""
    return AgentError(kind=kind, message=f"The planner's model {_CONDUCT.get(kind, 'could not be run')}.")


def degraded_reason(error: AgentError | None, left_out: list[str]) -> str | None:
    """One sentence for the job; None if the model set every specialist to work itself.

    Args:
        error: what ended the model's run; None if it ended by itself.
        left_out: specialists that the portfolio needs and the model did not call.
    """
    if not left_out:
        return None
    missing = listed([PRODUCTS[name] for name in left_out])
    if error is None:
        return f"The planner's model left out {missing}; the deterministic plan finishes the job."
    return f"{error.message.rstrip('.')}; the deterministic plan finishes the job with {missing}."
