"""What users say of a job as a score of its trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agent_runtime.privacy.masking import Content, masked
from database.job import Rating, trace_id_of
from database.job_feedback import DueFeedback

NAME = "user_feedback"
#: Scores of a job that may still have to go: only a race with an outage leaves more than one.
_MOST_EARLIER = 5

UserWords = Callable[[], Mapping[str, str] | None]
"""Gives the user's own words and their labels, as `user_text` does; None if they are not known any more."""


def score_id(job_id: str, number: int) -> str:
    """The same for every change of a user's mind, so that a score replaces the one before. Langfuse deletes in the
    background: after a deletion, the next score has another id, or it might be deleted too."""
    first = f"{trace_id_of(job_id)}-{NAME}"
    return first if number == 1 else f"{first}-{number}"


def withdrawn_ids(due: DueFeedback) -> list[str]:
    """Scores that must not be there (any more)."""
    last = due.score_number if due.rating is None else due.score_number - 1
    return [score_id(due.job_id, number) for number in range(max(1, last - _MOST_EARLIER), last + 1)]


def score_of(due: DueFeedback, environment: str, content: Content, words: UserWords) -> dict[str, Any]:
    """An item of `POST /api/public/scores`: true for thumbs up."""
    comment = comment_of(due.comment, content, words)
    return {
        "id": score_id(due.job_id, due.score_number),
        "traceId": trace_id_of(due.job_id),
        "name": NAME,
        "value": int(due.rating is Rating.UP),
        "dataType": "BOOLEAN",
        "environment": environment,
        **({"comment": comment} if comment else {}),
    }


def comment_of(comment: str, content: Content, words: UserWords) -> str | None:
    """A comment as a trace may hold it. It is the user's text: without contents, or where the words that masking needs
    are gone, nothing of it is sent."""
    if not comment or content is Content.METADATA:
        return None
    if content is Content.FULL:
        return comment
    known = words()
    return None if known is None else masked(comment, known)
