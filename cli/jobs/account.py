"""Which account a stack is in: the embedded AWS that is up, or one of AWS with the operator's own credentials."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from cli.doctor.aws_account import Account
from cli.doctor.target import LOCAL_STACK
from cli.errors import UserError
from cli.run_state import running
from local.errors import LocalError
from local.run_file import RunFile
from local.stack_config import load_config

ROOT = Path(__file__).resolve().parents[2]


def account_of(stack: str) -> Account:
    """Raises UserError when there is no such stack, or for `local` when nothing is up."""
    if stack == LOCAL_STACK:
        return account_of_running(running())
    try:
        region = load_config(ROOT, stack)["aws:region"]
    except LocalError as error:
        raise UserError(str(error)) from None
    except KeyError:
        raise UserError(f"stack {stack}: aws:region is missing") from None
    return Account(stack, boto3.Session(region_name=region))


def account_of_running(run: RunFile) -> Account:
    session = boto3.Session(run.access_key_id, run.secret_access_key, region_name=run.region)
    return Account(LOCAL_STACK, session, run.endpoint)


@contextmanager
def one_line(what: str) -> Generator[None]:
    """What AWS refuses inside becomes a UserError that begins with `what`."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise UserError(f"{what}: {' '.join(str(error).split())}") from error
