"""A log event of a function, decoded: the functions log JSON, Lambda's platform and the interpreter anything else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

#: Keys that every line repeats, or that are shown elsewhere.
_NOT_SHOWN = {
    *("level", "message", "timestamp", "time", "type", "location", "service", "cold_start", "xray_trace_id"),
    *("function_name", "function_memory_size", "function_arn", "function_request_id"),
    *("exception", "exception_name", "stack_trace"),
    *("log_level", "errorMessage", "errorType", "requestId", "stackTrace"),
}
_FIRST = ("job_id", "user_id")


@dataclass(frozen=True)
class LogLine:
    time: datetime
    """When the line was written, in UTC."""
    level: str
    """INFO, WARNING, ERROR …; empty for a line that is not JSON."""
    message: str
    fields: Mapping[str, Any]
    """Other keys of the line, without the ones that every line repeats."""
    exception: str
    """Traceback, or empty."""
    is_routine: bool
    """A metric in embedded metric format, or the start of an invocation."""
    content: Any
    """The JSON object, or the text of any other line."""

    def to_json(self) -> dict[str, Any]:
        return {"time": self.time.isoformat(timespec="milliseconds"), "line": self.content}


def log_line(event: Mapping[str, Any]) -> LogLine:
    """From an event of `FilterLogEvents`."""
    written = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
    content = _object(event["message"])
    if content is None:
        text = event["message"].rstrip()
        return LogLine(written, "", text, {}, "", is_routine=False, content=text)
    return LogLine(
        time=_own_time(content) or written,
        level=str(content.get("level") or content.get("log_level") or ""),
        message=str(content.get("message") or content.get("type") or _uncaught(content)),
        fields=_fields(content),
        exception=str(content.get("exception") or _frames(content)),
        is_routine="_aws" in content or content.get("type") == "platform.start",
        content=content,
    )


def _uncaught(content: Mapping[str, Any]) -> str:
    """What Lambda's own line says of an error that a function did not catch; empty for any other line."""
    return f"{content['errorType']}: {content.get('errorMessage', '')}" if content.get("errorType") else ""


def _frames(content: Mapping[str, Any]) -> str:
    """The traceback in Lambda's own line. A line that any library wrote may have another value there."""
    frames = content.get("stackTrace")
    return "".join(map(str, cast(list[Any], frames))) if isinstance(frames, list) else ""


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return cast(dict[str, Any], value) if isinstance(value, dict) else None


def _own_time(content: Mapping[str, Any]) -> datetime | None:
    """Time in the line, which may be earlier than its event's. Powertools writes a comma before the milliseconds."""
    try:
        return datetime.fromisoformat(str(content.get("timestamp") or content["time"]).replace(",", ".")).astimezone(
            UTC
        )
    except (KeyError, ValueError):
        return None


def _fields(content: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in content.items() if key not in _NOT_SHOWN and value is not None}
    if isinstance(record := shown.pop("record", None), dict):  # of a platform event
        shown |= {key: value for key, value in {**record, **record.get("metrics", {})}.items() if key != "metrics"}
    return {key: shown[key] for key in sorted(shown, key=lambda key: (key not in _FIRST, list(shown).index(key)))}
