"""The traces of a stack in AWS: in the Langfuse of its settings, with the keys that its functions read."""

from __future__ import annotations

from pathlib import Path

from cli.doctor.aws import AwsChecks
from cli.doctor.target import ROOT, settings_of
from cli.shared.stack_account import account_of, told
from cli.trace.source import LangfuseServer


def traces_of(stack: str, root: Path = ROOT) -> LangfuseServer:
    """Asks AWS with the credentials that boto3 finds. Raises UserError when it refuses, or there is no such stack."""
    base_url = settings_of(root, stack)["alex:langfuseBaseUrl"]
    with told(f"stack {stack}: the keys of its Langfuse"):
        public_key, secret_key = AwsChecks(account_of(stack, root), []).langfuse_keys()
    return LangfuseServer(base_url, public_key, secret_key, f"alex secrets set langfuse --stack {stack} stores others")
