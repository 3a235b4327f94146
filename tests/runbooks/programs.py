"""`aws` and `alex` of a runbook's shell, on a stack in the embedded AWS."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jmespath
import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from cli.costs import spread_view
from cli.costs import view as costs_view
from cli.main import app
from cli.shared import stack_account
from cli.shared.errors import UserError
from cli.trace import view as trace_view
from local.run_file import RunFile, write_run_file
from tests.runbooks.aws_cli import AwsCall, parse
from tests.runbooks.shell import Program


def aws(client: Callable[[str], Any]) -> Program:
    """AWS's CLI for an account; `client` makes a boto3 client of a service."""

    def run(words: list[str]) -> tuple[int, str]:
        call = parse(words)
        assert call is not None, f"aws {' '.join(words)}: not tried"
        return _run(call, client)

    return run


def alex(words: list[str], typed: str = "") -> tuple[int, str]:
    """The command `alex`; `typed` answers its questions."""
    done = CliRunner(env={"COLUMNS": "200"}).invoke(app, words, input=typed)
    text = done.output
    if isinstance(done.exception, UserError):
        return done.exception.exit_code, f"{text}{done.exception}\n"
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, text


def announce(run: RunFile, folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Makes a stack the running one of `alex`, as if `alex up` had started it."""
    write_run_file(folder, run)
    for module in (stack_account, trace_view, costs_view, spread_view):
        patch.setattr(module, "STATE_DIR", folder)


def _run(call: AwsCall, client: Callable[[str], Any]) -> tuple[int, str]:
    """Exit code and output, as the CLI's."""
    made = client(call.service)
    try:
        if call.waits:
            made.get_waiter(call.operation).wait(**call.arguments)
            return 0, ""
        answer = getattr(made, call.operation)(**call.arguments)
    except ClientError as error:
        return 254, f"{error}\n"
    answer.pop("ResponseMetadata", None)
    found = jmespath.search(call.query, answer) if call.query else answer
    if call.output == "text":
        return 0, "\n".join(_text(found)) + "\n"
    return 0, json.dumps(found, default=str, indent=2) + "\n"


def _text(found: Any) -> Iterator[str]:
    if isinstance(found, list):
        if any(isinstance(item, list) for item in found):
            for item in found:
                yield from _text(item)
        else:
            yield "\t".join(map(str, found))
    else:
        yield str(found)
