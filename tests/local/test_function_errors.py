"""Lambda's own line for an uncaught error, which ministack writes as a traceback."""

from __future__ import annotations

import json
import traceback

from local.aws.emulator.lambda_.function_errors import with_json_error

OWN = '{"level":"ERROR","message":"step failed"}'


class BrokenError(RuntimeError):
    pass


def raised(message: str) -> str:
    """As ministack gets it from the function's process."""
    try:
        try:
            raise KeyError("cause")
        except KeyError as cause:
            raise BrokenError(message) from cause
    except BrokenError:
        return traceback.format_exc()


def test_the_traceback_at_the_end_is_one_line_of_json() -> None:
    trace = raised("two\nlines")
    own, last = with_json_error(f"{OWN}\n{trace}", "request-1").splitlines()

    assert own == OWN
    line = json.loads(last)
    assert (line["log_level"], line["errorType"], line["errorMessage"]) == ("ERROR", "BrokenError", "two\nlines")
    assert line["requestId"] == "request-1"
    (frame,) = line["stackTrace"]
    assert frame.startswith(f'  File "{__file__}", line ')
    assert "raise BrokenError(message) from cause\n" in frame


def test_a_message_that_quotes_a_document() -> None:
    document = 'not understood:\n{\n  "state": "off"\n}'
    assert json.loads(with_json_error(raised(document), "request-1"))["errorMessage"] == document


def test_an_error_without_a_message() -> None:
    assert json.loads(with_json_error(raised(""), "request-1"))["errorType"] == "BrokenError"


def test_what_the_function_wrote_before_stays() -> None:
    written = f"{raised('printed')}{OWN}"
    assert with_json_error(written, "request-1") == written


def test_other_text_stays() -> None:
    assert with_json_error("Task timed out after 3.00 seconds", "request-1") == "Task timed out after 3.00 seconds"
