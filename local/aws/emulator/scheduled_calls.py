"""Calls that EventBridge Scheduler makes with the role of a schedule. ministack makes them without authorization."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge

from local.aws.emulator.iam.decision_log import Write
from local.aws.emulator.wraps import existing, wrap

_SOURCE = "aws.scheduler"
_ACTIONS = {"lambda": "lambda:InvokeFunction", "sqs": "sqs:SendMessage", "sns": "sns:Publish"}


def install(write: Write) -> None:
    """Authorizes the target's call as on AWS; a denied call has no effect. `write` logs the decisions."""
    policies_of = existing(iam_evaluator, "_gather_role_policies", "role_name", "account_id")

    def allowed(target: dict[str, Any]) -> bool:
        account, role, arn = get_account_id(), target["RoleArn"].rsplit("/", 1)[-1], target["Arn"]
        action = _ACTIONS[arn.split(":")[2]]
        who = f"arn:aws:sts::{account}:assumed-role/{role}/scheduler"
        asked = iam_evaluator.EvalContext(who, "AssumedRole", account, action, arn, get_region())
        result = iam_evaluator.evaluate(asked, policies_of(role, account))
        write(who, action, arn, result.decision, result.matched_sid)
        return result.decision == "Allow"

    def allowed_only(invoke: Callable[..., None]) -> Callable[..., None]:
        def invoke_target(target: dict[str, Any], event: dict[str, Any], *rest: Any, **named: Any) -> None:
            if event.get("Source") != _SOURCE or allowed(target):
                invoke(target, event, *rest, **named)

        return invoke_target

    wrap(eventbridge, "_invoke_target", "target", "event", "rule", "view", by=allowed_only)
