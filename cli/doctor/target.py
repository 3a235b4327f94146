"""Which checks there are: for the `alex up` that is running, or for a stack in AWS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import boto3

from cli.doctor.api import ApiChecks
from cli.doctor.aws import AwsChecks, explained
from cli.doctor.aws_account import Account
from cli.doctor.check import Check, CheckFailed
from cli.doctor.langfuse import LangfuseChecks
from cli.shared.api_client import ORIGIN_HEADER
from cli.shared.errors import UserError
from local.engine.stack_config import load_config
from local.errors import LocalError
from local.run_file import RunFile

ROOT = Path(__file__).resolve().parents[2]
LOCAL_STACK = "local"


def checks_of_running(run: RunFile, root: Path = ROOT) -> list[Check]:
    session = boto3.Session(run.access_key_id, run.secret_access_key, region_name=run.region)
    account = Account(LOCAL_STACK, session, run.endpoint)
    aws = AwsChecks(account, _models(settings_of(root, LOCAL_STACK)))

    def from_cloudfront() -> dict[str, str]:
        with explained():
            return {ORIGIN_HEADER: account.origin_secret()}

    return [
        *LangfuseChecks(run.trace_url, aws.langfuse_keys, LOCAL_STACK).all(),
        *ApiChecks(lambda: run.api_url, run.token, from_cloudfront, LOCAL_STACK).all(),
        *aws.all(),
    ]


def checks_of_stack(stack: str, environ: Mapping[str, str], root: Path = ROOT) -> list[Check]:
    """Checks of a stack in AWS, with the credentials that boto3 finds. Raises UserError for an unknown stack.

    Args:
        environ: `ALEX_API_TOKEN` is a user's token, `ALEX_API_URL` what stands before `/api` of a site without a
            domain of its own.
    """
    settings = settings_of(root, stack)
    region = settings["aws:region"]
    aws = AwsChecks(Account(stack, boto3.Session(region_name=region)), _models(settings))
    site = settings.get("alex:siteDomain")

    def url() -> str:
        found = environ.get("ALEX_API_URL") or (f"https://{site}" if site else "")
        if not found:
            advice = "set ALEX_API_URL to the stack's output siteUrl, or alex:siteDomain in its settings"
            raise CheckFailed("the API's address is not known", advice)
        return found.rstrip("/")

    return [
        *LangfuseChecks(settings["alex:langfuseBaseUrl"], aws.langfuse_keys, stack).all(),
        *ApiChecks(url, environ.get("ALEX_API_TOKEN"), dict, stack).all(),
        *aws.all(),
    ]


def settings_of(root: Path, stack: str) -> dict[str, str]:
    """Of a stack, with what the checks need. Raises UserError."""
    try:
        settings = load_config(root, stack)
    except LocalError as error:
        raise UserError(str(error)) from None
    for key in ("aws:region", "alex:langfuseBaseUrl", "alex:model"):
        if not settings.get(key):
            raise UserError(f"stack {stack}: {key} is missing")
    return settings


def _models(settings: Mapping[str, str]) -> list[str]:
    """Every model that some agent calls, each once."""
    own = json.loads(settings.get("alex:agentModels", "{}"))
    return list(dict.fromkeys([settings["alex:model"], *map(str, own.values())]))
