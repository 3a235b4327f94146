"""How a command ends: its output written, one line for every problem, and an exit code that a script can use."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from cli.shared.errors import UserError, print_problem
from cli.shared.process.wrong_value import plain_problem

#: As a shell reports a command that SIGPIPE or SIGINT ended.
CLOSED_PIPE, INTERRUPTED = 141, 130
FAILED, WRONG_USE = 1, 2
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
TRACEBACK = "ALEX_TRACEBACK"
"""Environment variable: anything prints the traceback of an error too."""


def run(app: Callable[..., Any]) -> int:
    """Runs a Typer application, whatever happens in it, and returns the exit code."""
    _have_streams()
    _print_any_text()
    # Some runners without a terminal say so. rich would print nothing.
    if os.environ.get("COLUMNS") == "0":
        del os.environ["COLUMNS"]
    try:
        code = _run(app)
        _flush()
    except BrokenPipeError:
        # The reader has what it wanted, as in `alex jobs | head`. Nothing may be written at the interpreter's end.
        for stream in (sys.stdout, sys.stderr):
            _discard(stream)
        return CLOSED_PIPE
    except OSError as error:
        _discard(sys.stdout)
        print_problem(f"the output cannot be written: {error.strerror}", "")
        return FAILED
    return code


def _run(app: Callable[..., Any]) -> int:
    """The exit code. Raises OSError when nothing more can be printed."""
    try:
        return int(app(standalone_mode=False) or 0)
    except UserError as error:
        print_problem(error.problem, error.hint)
        return error.exit_code
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        # A group without a command has printed its help, and has no message.
        print_problem(plain_problem(error), f"{context.command_path} --help" if context and error.message else "")
        return WRONG_USE
    except typer.Abort:
        print_problem("cancelled", "")
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as error:
        # Typer's answer to a closed pipe, whose code would be that of a finding.
        if isinstance(error.__context__, BrokenPipeError):
            raise error.__context__ from None
        raise
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get(TRACEBACK):
            traceback.print_exc()
        print_problem(*explained(error))
        return FAILED


def explained(error: Exception) -> tuple[str, str]:
    """Problem and hint of an error that no command expects: mostly one of the machine or the network."""
    # Imported here, and only if the command has: `alex --help` waits for none of them.
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    from local.errors import LocalError

    if isinstance(error, LocalError):
        return error.problem, error.hint
    if isinstance(error, (BotoCoreError, ClientError, ResponseParserError)):
        return f"AWS: {_line(error)}", "check credentials, region and network: aws sts get-caller-identity"
    httpx = sys.modules.get("httpx")
    if httpx and isinstance(error, (httpx.HTTPError, httpx.InvalidURL)):
        request = getattr(error, "_request", None)
        return f"{request.url if request else 'a server'}: {_line(error)}", "check the system: alex doctor"
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return f"{error.filename or 'the output'} cannot be written: {error.strerror}", ""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'the operating system'}: {error.strerror}", ""
    return f"unexpected {type(error).__name__}: {_line(error)}", f"{TRACEBACK}=1 shows where; please report it"


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _have_streams() -> None:
    """Gives a process whose output is closed another one: else `print` writes problems to standard output."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - until the end


def _print_any_text() -> None:
    """Characters that the terminal's encoding lacks are replaced."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # pyright: ignore[reportUnnecessaryComparison] - of a process without one
            stream.flush()


def _discard(stream: Any) -> None:
    """Sends the rest of a stream's output nowhere."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
