"""`alex logs`: a function's log lines, as text or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from botocore.exceptions import ClientError
from rich.console import Console
from rich.text import Text

from cli.logs.events import Event, FunctionLog
from cli.logs.lines import LogLine, log_line
from cli.shared.errors import UsageError, UserError
from cli.shared.period import parse_since
from cli.shared.process.output import CommandConsole
from cli.shared.stack_account import account_of, error_code, told
from cli.shared.text import plain
from components.foundation.functions import ALL_FUNCTIONS

_STYLES = {"WARNING": "yellow", "ERROR": "red", "CRITICAL": "bold red"}


def show_logs(function: str, stack: str, *, since: str, job_id: str | None, follow: bool, as_json: bool) -> None:
    """Prints the lines; with `follow`, until Ctrl-C.

    Raises:
        UsageError: unknown function or stack, or a wrong `since`.
        UserError: the log cannot be read.
    """
    names = [spec.name for spec in ALL_FUNCTIONS]
    if function not in names:
        raise UsageError(f"no function {function!r}", f"the functions are {', '.join(names)}")
    start, account = parse_since(since, datetime.now(UTC)), account_of(stack)
    with told(f"stack {stack}: the log of {function} cannot be read"):
        log = FunctionLog(account.client("logs"), account.names().function_log_group(function), job_id)
        try:
            printed = print_pages(log.follow(start) if follow else log.since(start), CommandConsole(), as_json=as_json)
        except KeyboardInterrupt:
            return
        except ClientError as error:
            if error_code(error) == "ResourceNotFoundException":
                raise UserError(f"stack {stack}: {function} has no log", "check that it is deployed") from error
            raise
    if not printed:
        CommandConsole(stderr=True, highlight=False).print(f"no lines since {start:%Y-%m-%d %H:%M} UTC", style="dim")


def print_pages(pages: Iterable[list[Event]], console: Console, *, as_json: bool) -> int:
    """Prints each page as it arrives; returns the number of printed lines."""
    printed = 0
    for page in pages:
        lines = sorted((log_line(event) for event in page), key=lambda line: line.time)
        shown = [line for line in lines if as_json or not line.is_routine]
        for line in shown:
            if as_json:
                print(json.dumps(line.to_json(), ensure_ascii=False), file=console.file)
            else:
                console.print(line_text(line), soft_wrap=True)
        # Into a pipe, lines would otherwise arrive in blocks.
        console.file.flush()
        printed += len(shown)
    return printed


def line_text(line: LogLine) -> Text:
    """Time, level, message and fields; below them, indented, a traceback."""
    text = Text.assemble(
        (f"{line.time:%Y-%m-%d %H:%M:%S}.{line.time.microsecond // 1000:03d}", "dim"),
        " ",
        (f"{line.level or '-':<8}", _STYLES.get(line.level, "")),
        plain(line.message),
    )
    for key, value in line.fields.items():
        written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        text.append("  ").append_text(plain(f"{key}=")).append_text(plain(written))
    for traceback_line in line.exception.splitlines():
        text.append("\n    ").append_text(plain(traceback_line))
    return text
