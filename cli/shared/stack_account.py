"""The account that holds a stack's resources: the embedded AWS of the running `alex up`, or one in AWS."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import boto3
import botocore.session
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, ProfileNotFound
from botocore.parsers import ResponseParserError

from cli.shared.account import Account
from cli.shared.errors import UserError
from cli.shared.project import LOCAL_STACK, ROOT, STATE_DIR
from cli.shared.reach.aws import ADVICE, NotAws
from cli.shared.stack_settings import stack_settings
from local.aws.session import embedded_session
from local.run_file import RunFile, damage, read_run_file


def account_of(stack: str, root: Path = ROOT) -> Account:
    """For a stack in AWS, uses the credentials that boto3 finds.

    Raises UserError when no `alex up` is running, UsageError when there is no such stack.
    """
    if stack == LOCAL_STACK:
        return embedded_account(running())
    return Account(stack, session_in(stack_settings(stack, root)["aws:region"]))


def session_in(region: str) -> boto3.Session:
    """The credentials that boto3 finds, in a region. Raises UserError for a wrong profile or a broken AWS file."""
    with told("the AWS credentials cannot be loaded"):
        return boto3.Session(region_name=region)


def running() -> RunFile:
    """The run file of the running `alex up`. Raises UserError when there is none."""
    run = read_run_file(STATE_DIR)
    if run is None and (problem := damage(STATE_DIR)):
        raise UserError(problem, "stop the `alex up` that wrote it, and start another: alex up")
    if run is None:
        raise UserError("no `alex up` is running here", "start one in another terminal: alex up")
    return run


def embedded_account(run: RunFile) -> Account:
    """The embedded AWS of a run file, with all permissions."""
    session = embedded_session(run.access_key_id, run.secret_access_key, run.region)
    return Account(LOCAL_STACK, session, run.endpoint)


@contextmanager
def told(what: str = "") -> Generator[None]:
    """Turns AWS's refusals into a UserError that begins with `what`, with a hint where the caller can fix it."""
    try:
        yield
    except NoCredentialsError as error:
        raise _refusal(what, "no AWS credentials", "sign in, e.g. `aws sso login`, and set AWS_PROFILE") from error
    except ProfileNotFound as error:
        raise _refusal(what, str(error), _profiles()) from error
    except ClientError as error:
        code = error_code(error)
        hint = "ask for this permission, or use other credentials" if code.startswith("AccessDenied") else ""
        message = error.response["Error"].get("Message", "")
        raise _refusal(what, f"{error.operation_name}: {code}: {message}", hint) from error
    except (NotAws, ResponseParserError) as error:
        raise _refusal(what, f"no answer of AWS: {' '.join(str(error).split())}", ADVICE) from error
    except BotoCoreError as error:
        raise _refusal(what, str(error)) from error


def _profiles() -> str:
    """Advice for a wrong profile."""
    try:
        # The profile is left out: it is the wrong one.
        known = botocore.session.Session(session_vars={"profile": (None, None, None, None)}).available_profiles  # type: ignore[arg-type]
    except BotoCoreError:
        known = []
    return f"set AWS_PROFILE to one of {', '.join(known)}" if known else "unset AWS_PROFILE: there are no profiles"


def _refusal(what: str, problem: str, hint: str = "") -> UserError:
    return UserError(f"{what}: {problem}" if what else problem, hint)


def error_code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")
