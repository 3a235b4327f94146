"""Each kind of end of a command: its exit code, and what is printed."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from typing import NoReturn

import httpx
import pytest
import typer
from botocore.exceptions import ClientError, ConnectTimeoutError
from botocore.parsers import ResponseParserError

from cli.shared.errors import UsageError, UserError
from cli.shared.process.ending import CLOSED_PIPE, INTERRUPTED, run
from local.errors import LocalError


def raising(error: BaseException) -> Callable[..., NoReturn]:
    def app(**_: object) -> NoReturn:
        raise error

    return app


def typer_at_a_closed_pipe(**_: object) -> NoReturn:
    """As Typer does for a BrokenPipeError."""
    try:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")
    except OSError:
        sys.exit(1)


REQUEST = httpx.Request("GET", "http://langfuse.test/health")
REFUSED = {"Error": {"Code": "Throttling", "Message": "Rate exceeded"}}


@pytest.mark.parametrize(
    ("error", "code", "problem"),
    [
        (UserError("it is broken", "mend it"), 1, "alex: it is broken\nhint: mend it\n"),
        (UsageError("no such option"), 2, "alex: no such option\n"),
        (LocalError("no port", "choose another"), 1, "alex: no port\nhint: choose another\n"),
        (typer.Abort(), 1, "alex: cancelled\n"),
        (KeyboardInterrupt(), INTERRUPTED, ""),
        (BrokenPipeError(), CLOSED_PIPE, ""),
        (ConnectTimeoutError(endpoint_url="https://sts.test"), 1, "alex: AWS: Connect timeout on endpoint URL: "),
        (ClientError(REFUSED, "ListQueues"), 1, "alex: AWS: An error occurred (Throttling) when calling"),  # type: ignore[arg-type]
        (ResponseParserError("invalid XML\nreceived"), 1, "alex: AWS: invalid XML received\n"),
        (httpx.ConnectError("refused", request=REQUEST), 1, "alex: http://langfuse.test/health: refused\nhint: "),
        (httpx.InvalidURL("no URL"), 1, "alex: a server: no URL\n"),
        (PermissionError(errno.EACCES, "Permission denied", "/etc/x"), 1, "alex: /etc/x: Permission denied\n"),
        (OSError(errno.ENOSPC, "No space left"), 1, "alex: the output cannot be written: No space left\n"),
        (KeyError("QueueUrl"), 1, "alex: unexpected KeyError: 'QueueUrl'\nhint: ALEX_TRACEBACK=1 shows where"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_an_error_is_a_line_and_a_code(
    error: BaseException, code: int, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(raising(error)) == code
    printed = capsys.readouterr()
    assert printed.err.startswith(problem)
    assert printed.out == ""
    assert (printed.err == "") == (problem == "")
    assert "Traceback" not in printed.err


def test_typers_answer_to_a_closed_pipe_has_the_code_of_sigpipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(typer_at_a_closed_pipe) == CLOSED_PIPE
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("code", [0, 1, 3])
def test_the_code_of_a_command_is_kept(code: int) -> None:
    assert run(lambda **_: code) == code


def test_a_traceback_can_be_asked_for(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ALEX_TRACEBACK", "1")
    assert run(raising(KeyError("QueueUrl"))) == 1
    printed = capsys.readouterr().err
    assert "Traceback (most recent call last)" in printed
    assert "alex: unexpected KeyError" in printed
