"""Every authorization decision as a JSON line: evidence of the permissions that each role uses and lacks."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id

from local.aws.emulator.wraps import existing, wrap

Write = Callable[[str, str, str, str, str], None]
"""Writes a decision: principal, action, resource, decision, and the Sid of the statement that allowed it or ''."""


def install(log: Path) -> Write:
    """Appends `{time, who, action, resource, decision, sid}` for each decision; returns a function that appends others.

    A decision is Allow, ImplicitDeny, Deny or an error code.
    """
    principal_of = existing(iam_evaluator, "resolve_principal", "access_key_id", "account_id", "credential")
    lines = log.open("a", buffering=1)
    matched = threading.local()

    def write(who: str, action: str, resource: str, decision: str, sid: str) -> None:
        record = {"time": round(time.time(), 3), "who": who, "action": action, "resource": resource}
        lines.write(json.dumps(record | {"decision": decision, "sid": sid}) + "\n")

    def remembering(evaluate: Callable[..., Any]) -> Callable[..., Any]:
        def evaluated(*arguments: Any) -> Any:
            result = evaluate(*arguments)
            # The role's policies are evaluated first; a resource policy may be evaluated after them.
            if getattr(matched, "sid", None) is None:
                matched.sid = result.matched_sid
            return result

        return evaluated

    def logging(enforce: Callable[..., Any]) -> Callable[..., Any]:
        def logged(
            access_key_id: str,
            iam_action: str,
            service: str,
            region: str,
            resource_arn: str = "*",
            service_context: dict[str, Any] | None = None,
        ) -> Any:
            matched.sid = None
            denied = enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
            principal = principal_of(access_key_id or "", get_account_id())
            decision = "Allow" if denied is None else getattr(denied, "decision", None) or denied.code
            write(getattr(principal, "arn", "unknown"), iam_action, resource_arn, decision, matched.sid or "")
            return denied

        return logged

    wrap(iam_evaluator, "evaluate", "ctx", "policies", "limits", by=remembering)
    parameters = ("access_key_id", "iam_action", "service", "region", "resource_arn", "service_context")
    wrap(iam_evaluator, "enforce", *parameters, by=logging)
    return write
