"""Every authorization decision as a JSON line: the evidence of what each role needs and of what it was denied."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id

from local.emulator.wraps import existing, wrap


def install(log: Path) -> None:
    """Appends `{time, who, action, resource, decision}`; a decision is Allow, ImplicitDeny, Deny or an error's code."""
    principal_of = existing(iam_evaluator, "resolve_principal", "access_key_id", "account_id", "credential")
    lines = log.open("a", buffering=1)

    def logging(enforce: Callable[..., Any]) -> Callable[..., Any]:
        def logged(
            access_key_id: str,
            iam_action: str,
            service: str,
            region: str,
            resource_arn: str = "*",
            service_context: dict[str, Any] | None = None,
        ) -> Any:
            denied = enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
            principal = principal_of(access_key_id or "", get_account_id())
            record = {
                "time": round(time.time(), 3),
                "who": getattr(principal, "arn", "unknown"),
                "action": iam_action,
                "resource": resource_arn,
                "decision": "Allow" if denied is None else getattr(denied, "decision", None) or denied.code,
            }
            lines.write(json.dumps(record) + "\n")
            return denied

        return logged

    parameters = ("access_key_id", "iam_action", "service", "region", "resource_arn", "service_context")
    wrap(iam_evaluator, "enforce", *parameters, by=logging)
