"""The table of the wire: what follows when a model call goes wrong."""

from __future__ import annotations

from collections.abc import Mapping

from agent_runtime.bedrock.model_errors import ANSWERS, CONNECTION, ERRORS, Handling, Incident, Wait
from docgen.markdown import table

_GROUPS: tuple[tuple[str, Mapping[str, Handling]], ...] = (
    ("Bedrock answers with an error", ERRORS),
    ("the connection fails", CONNECTION),
    ("the answer cannot be used", ANSWERS),
)
_WAITS = {Wait.NONE: "none", Wait.SHORT: "short", Wait.LONG: "long"}
_TIMES = {0: "no", 1: "once", 2: "twice"}
_INCIDENTS = {
    Incident.ASKED_AGAIN: "the request was sent again",
    Incident.GAVE_UP: "the last attempt that was allowed went wrong too",
    Incident.REFUSED: "final at once: asking again would not change it",
    Incident.MENDED: "an answer's form was mended, or a request was sent again in a form that the model takes",
}


def model_error_table() -> str:
    """Each group as a table with a row for each cause."""
    head = "| {} | asked again | wait | noted | booked | kind of error |"
    parts = [table(head.format(title), [_row(*row) for row in rows.items()]) for title, rows in _GROUPS]
    return "\n\n".join(parts)


def model_incident_table() -> str:
    return table("| kind | meaning |", [f"| `{kind}` | {meaning} |" for kind, meaning in _INCIDENTS.items()])


def _row(cause: str, handling: Handling) -> str:
    named = cause if " " in cause else f"`{cause}`"
    again = _TIMES.get(handling.again, f"{handling.again} times")
    wait = _WAITS[handling.wait] if handling.again else ""
    noted = "yes" if handling.note else ""
    booked = "yes" if handling.worked else ""
    return f"| {named} | {again} | {wait} | {noted} | {booked} | `{handling.kind}` |"
