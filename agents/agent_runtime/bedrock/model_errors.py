"""What follows from each way in which a model call can go wrong: the one table of the wire.

`docs/models.md` shows it; its table is generated from this module. Three groups: errors that Bedrock answers with,
failures of the connection, and answers that cannot be used.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from http import HTTPStatus

from agent_runtime.contracts import ErrorKind


class Incident(StrEnum):
    """The kinds of the metric `ModelIncidents`."""

    ASKED_AGAIN = "asked_again"
    """The same request, or one with a note about the last answer, was sent again."""
    GAVE_UP = "gave_up"
    """The last allowed attempt went wrong too."""
    REFUSED = "refused"
    """Final at once: asking again would not change it."""
    MENDED = "mended"
    """The answer's form, or a request that the model does not take, was mended without asking about it."""


class Wait(Enum):
    """Upper bound in seconds of the wait before attempt 2, which doubles with each attempt, and its maximum."""

    NONE = (0.0, 0.0)
    SHORT = (0.5, 2.0)
    LONG = (1.0, 20.0)

    def seconds(self, attempt: int, share: float) -> float:
        """`share` (0..1, random) of the bound after this many attempts: full jitter, so that callers spread out."""
        first, most = self.value
        return share * min(most, first * 2.0 ** (attempt - 1))


@dataclass(frozen=True)
class Handling:
    """What follows from one way to go wrong."""

    kind: ErrorKind
    """Of the agent's error if it is final."""
    message: str
    """To the user of the job."""
    again: int = 0
    """How often a call that ended this way is sent again."""
    wait: Wait = Wait.NONE
    worked: bool = False
    """The model may have worked on it, so it counts as a call of unknown cost."""
    note: str = ""
    """Added to the next request, for the model."""


_BUSY = "The model was too busy"
_LATE = "The model did not answer in time."
_FAILED = "The model's service failed to answer; run the analysis again later."
_NOT_ALLOWED = "The model may not be used with this account; its operator has to allow it"
_UNREADABLE = "The model gave no answer that can be read; run the analysis again."
_DECLINED = "The model refused to answer."
_CALL_AGAIN = "Your last answer could not be read. Answer again; call tools with valid JSON as arguments."


def _busy(again: int) -> Handling:
    return Handling(ErrorKind.MODEL_THROTTLED, _BUSY, again, Wait.LONG)


def _refused(message: str) -> Handling:
    return Handling(ErrorKind.MODEL_REFUSED, message)


#: Errors that Bedrock answers with, by code. The first nine are all that Converse declares.
ERRORS: dict[str, Handling] = {
    "ThrottlingException": _busy(4),
    "ModelNotReadyException": _busy(4),
    "ServiceUnavailableException": _busy(4),
    "InternalServerException": Handling(ErrorKind.UNREACHABLE, _FAILED, 3, Wait.LONG, worked=True),
    "ModelErrorException": Handling(ErrorKind.MODEL_OUTPUT, _UNREADABLE, 2, Wait.SHORT, worked=True, note=_CALL_AGAIN),
    "ModelTimeoutException": Handling(ErrorKind.TIMEOUT, _LATE, 1, Wait.SHORT, worked=True),
    "AccessDeniedException": _refused(_NOT_ALLOWED),
    "ResourceNotFoundException": _refused("The model does not exist in this region; its operator has to choose one"),
    "ValidationException": _refused("The model does not take this request; its operator finds the reason in the log"),
    # Of the gateways before Converse.
    "TooManyRequestsException": _busy(4),
    "ServiceQuotaExceededException": _refused("The account's quota for the model is used up"),
    "ExpiredTokenException": _refused(_NOT_ALLOWED),
    "UnrecognizedClientException": _refused(_NOT_ALLOWED),
}
#: These count in the metric `ModelThrottles`.
THROTTLED = frozenset(code for code, handling in ERRORS.items() if handling.kind is ErrorKind.MODEL_THROTTLED)
ANY_OTHER_REFUSAL = _refused("The model's service refused the request; its operator finds the reason in the log")

#: Failures of the connection.
CONNECTION: dict[str, Handling] = {
    "no answer in time": Handling(ErrorKind.TIMEOUT, _LATE, 1, Wait.SHORT, worked=True),
    "connection timed out": Handling(ErrorKind.TIMEOUT, _LATE, 2, Wait.SHORT),
    "connection failed": Handling(ErrorKind.UNREACHABLE, "The model cannot be reached.", 2, Wait.SHORT),
    "proxy failed": Handling(ErrorKind.UNREACHABLE, "The model cannot be reached.", 2, Wait.SHORT),
    "connection dropped": Handling(ErrorKind.UNREACHABLE, "The model cannot be reached.", 2, Wait.SHORT, worked=True),
    "answer unreadable": Handling(ErrorKind.UNREACHABLE, _FAILED, 2, Wait.SHORT, worked=True),
    "untrusted certificate": Handling(ErrorKind.UNREACHABLE, "The model cannot be reached safely."),
    "no credentials": _refused(_NOT_ALLOWED),
    "request not sent": _refused("The model does not take this request; its operator finds the reason in the log"),
}

_NOTHING = Handling(
    ErrorKind.MODEL_OUTPUT,
    "The model answered with nothing.",
    2,
    note="You answered with nothing. Continue: call the tool that is needed next, or give your final answer.",
)
_MALFORMED = Handling(ErrorKind.MODEL_OUTPUT, _UNREADABLE, 2, note=_CALL_AGAIN)
#: Stop reasons whose answer counts.
ANSWERED = frozenset({"end_turn", "tool_use", "stop_sequence"})
#: Answers that cannot be used: stop reasons of Converse, and answers without content.
ANSWERS: dict[str, Handling] = {
    "max_tokens": Handling(
        ErrorKind.MODEL_OUTPUT,
        "The model's answer was cut off at its longest length.",
        1,
        note="Your last answer was cut off because it was too long. Answer again, whole and shorter.",
    ),
    "model_context_window_exceeded": Handling(
        ErrorKind.MODEL_OUTPUT, "The portfolio is too large for this model; its operator has to choose a larger one."
    ),
    "guardrail_intervened": _refused(_DECLINED),
    "content_filtered": _refused(_DECLINED),
    "malformed_model_output": _MALFORMED,
    "malformed_tool_use": _MALFORMED,
    "no content": _NOTHING,
    "blanks only": _NOTHING,
    "reasoning only": _NOTHING,
    "any other stop reason": Handling(ErrorKind.MODEL_OUTPUT, _UNREADABLE, 1, Wait.SHORT),
}


def of_error(code: str, status: int) -> Handling:
    """Handling of an error response; for a code that the table does not have, by its HTTP status."""
    if code in ERRORS:
        return ERRORS[code]
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ERRORS["ThrottlingException"]
    return ERRORS["InternalServerException"] if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ANY_OTHER_REFUSAL


def of_stop_reason(reason: str) -> Handling:
    """Handling of a stop reason that is not in `ANSWERED`. Reasons of the future are not trusted as answers."""
    return ANSWERS.get(reason, ANSWERS["any other stop reason"])
