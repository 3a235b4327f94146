"""The traces of a stack in AWS, read from its Langfuse with its functions' keys."""

from __future__ import annotations

from pathlib import Path

from cli.doctor.aws import AwsChecks
from cli.shared.project import ROOT
from cli.shared.stack_account import account_of
from cli.shared.stack_settings import stack_settings
from cli.trace.source import LangfuseServer


def traces_of(stack: str, root: Path = ROOT) -> LangfuseServer:
    """Uses the credentials that boto3 finds. Raises UserError when AWS refuses, UsageError for an unknown stack."""
    base_url = stack_settings(stack, root, ("aws:region", "alex:langfuseBaseUrl"))["alex:langfuseBaseUrl"]
    public_key, secret_key = AwsChecks(account_of(stack, root), []).langfuse_keys()
    return LangfuseServer(
        base_url, public_key, secret_key, f"store other keys: alex secrets set langfuse --stack {stack}"
    )
