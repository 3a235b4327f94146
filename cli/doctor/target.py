"""The checks of the running `alex up`, and those of a stack in AWS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from cli.doctor.api import ApiChecks
from cli.doctor.aws import AwsChecks
from cli.doctor.check import Check, CheckFailed
from cli.doctor.edge_plan import BY_USE, EdgePlan
from cli.doctor.langfuse import LangfuseChecks
from cli.doctor.log_retention import LogRetention
from cli.doctor.sign_in import SignInChecks
from cli.shared.account import Account
from cli.shared.api_client import ORIGIN_HEADER
from cli.shared.project import LOCAL_STACK, ROOT
from cli.shared.stack_account import embedded_account, session_in, told
from cli.shared.stack_settings import stack_settings
from local.run_file import RunFile

_RETENTION = "alex:logRetentionDays"
_PLAN = "alex:edgePlan"
_REQUIRED = ("aws:region", "alex:langfuseBaseUrl", "alex:model", _RETENTION)


def checks_of_running(run: RunFile, root: Path = ROOT) -> list[Check]:
    account = embedded_account(run)
    settings = stack_settings(LOCAL_STACK, root, _REQUIRED)
    models = [run.model_id] if run.model_id else _models(settings)
    aws = AwsChecks(account, models, run.model_name)

    def from_cloudfront() -> dict[str, str]:
        with told():
            return {ORIGIN_HEADER: account.origin_secret()}

    return [
        *LangfuseChecks(run.trace_url, aws.langfuse_keys, LOCAL_STACK).all(),
        *ApiChecks(lambda: run.api_url, run.token, from_cloudfront, LOCAL_STACK).all(),
        # `alex demo` serves no site.
        *(SignInChecks(lambda: run.site_url).all() if run.site_url else ()),
        *aws.all(),
        *LogRetention(account, int(settings[_RETENTION])).all(),
        *EdgePlan(account, settings.get(_PLAN, BY_USE)).all(),
    ]


def checks_of_stack(stack: str, environ: Mapping[str, str], root: Path = ROOT) -> list[Check]:
    """Checks of a stack in AWS, with the credentials that boto3 finds. Raises UserError.

    Args:
        environ: `ALEX_API_TOKEN` is a user's token; `ALEX_API_URL` is the URL before `/api`, for a site without a
            custom domain.
    """
    settings = stack_settings(stack, root, _REQUIRED)
    region = settings["aws:region"]
    account = Account(stack, session_in(region))
    aws = AwsChecks(account, _models(settings))
    site = settings.get("alex:siteDomain")

    def url() -> str:
        found = environ.get("ALEX_API_URL") or (f"https://{site}" if site else "")
        if not found:
            advice = "set ALEX_API_URL to the stack's output siteUrl, or alex:siteDomain in its settings"
            raise CheckFailed("the API's address is unknown", advice)
        return found.rstrip("/")

    return [
        *LangfuseChecks(settings["alex:langfuseBaseUrl"], aws.langfuse_keys, stack).all(),
        *ApiChecks(url, environ.get("ALEX_API_TOKEN"), dict, stack).all(),
        *SignInChecks(url).all(),
        *aws.all(),
        *LogRetention(account, int(settings[_RETENTION])).all(),
        *EdgePlan(account, settings.get(_PLAN, BY_USE)).all(),
    ]


def _models(settings: Mapping[str, str]) -> list[str]:
    """All agents' models, each once."""
    own = json.loads(settings.get("alex:agentModels", "{}"))
    return list(dict.fromkeys([settings["alex:model"], *map(str, own.values())]))
