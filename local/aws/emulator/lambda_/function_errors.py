"""Lambda's own line for an uncaught error, in JSON as the functions are configured; ministack writes the traceback."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

_BEGINS = "Traceback (most recent call last):"
#: The error's type, with or without its module, and its message.
_ERROR = re.compile(r"(?:[\w.<>]+\.)?(\w+)(?:: (.*))?", re.DOTALL)


def with_json_error(text: str, request_id: str) -> str:
    """The output of a failed invocation, with the runtime's JSON line in place of the traceback at its end.

    Of errors that caused each other, it has the last one. Text without a traceback stays as it is.
    """
    lines = text.splitlines()
    own = next((at for at, line in reversed([*enumerate(lines, 1)]) if _is_json(line)), 0)
    begins = [at for at in range(own, len(lines)) if lines[at] == _BEGINS]
    if not begins:
        return text
    trace = lines[begins[-1] + 1 :]
    frames = next((at for at, line in enumerate(trace) if not line.startswith(" ")), len(trace))
    error = _ERROR.fullmatch("\n".join(trace[frames:]))
    line = {
        "timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "log_level": "ERROR",
        "errorMessage": (error and error[2]) or "",
        "errorType": error[1] if error else "",
        "requestId": request_id,
        "stackTrace": _frames(trace[:frames]),
    }
    return "\n".join([*lines[: begins[0]], json.dumps(line)])


def _is_json(line: str) -> bool:
    """Whether it is a line of the function's log, and not one of an error's message."""
    try:
        return line.startswith("{") and bool(json.loads(line))
    except ValueError:
        return False


def _frames(lines: list[str]) -> list[str]:
    """Each frame with its line of code."""
    frames = list[str]()
    for line in lines:
        if line.startswith('  File "') or not frames:
            frames.append(f"{line}\n")
        else:
            frames[-1] += f"{line}\n"
    return frames
