"""The account in which a stack's resources are: that of the `alex up` that is running, or one in AWS."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import boto3

from cli.doctor.aws import explained
from cli.doctor.aws_account import Account
from cli.doctor.check import CheckFailed
from cli.doctor.target import LOCAL_STACK, ROOT
from cli.shared.errors import UserError
from cli.shared.run_state import running
from local.engine.stack_config import load_config
from local.errors import LocalError


def account_of(stack: str, root: Path = ROOT) -> Account:
    """`local` is the running `alex up`; any other stack is in AWS, with the credentials that boto3 finds.

    Raises UserError when nothing is running, or there is no such stack.
    """
    if stack == LOCAL_STACK:
        run = running()
        session = boto3.Session(run.access_key_id, run.secret_access_key, region_name=run.region)
        return Account(stack, session, run.endpoint)
    try:
        settings = load_config(root, stack)
    except LocalError as error:
        raise UserError(str(error)) from None
    if not settings.get("aws:region"):
        raise UserError(f"stack {stack}: aws:region is missing")
    return Account(stack, boto3.Session(region_name=settings["aws:region"]))


@contextmanager
def told(what: str) -> Generator[None]:
    """AWS's refusals as one line that begins with `what`."""
    try:
        with explained():
            yield
    except CheckFailed as failed:
        raise UserError(": ".join((what, *filter(None, (failed.found, failed.advice))))) from None
