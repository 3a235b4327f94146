"""What IAM decides on for calls of ECS and of ElastiCache's users: ministack takes the cluster, or `*`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from ministack.core import iam_actions
from ministack.core.responses import get_account_id, get_region

from local.aws.emulator.iam.resource_arns import Call, evaluate_against
from local.aws.emulator.wraps import wrap

_TARGET = "x-amz-target"
#: Action of ECS to the parameter with what it is on. The cluster is in a condition key.
_ON = {"RunTask": "taskDefinition", "DescribeTasks": "tasks"}


def install() -> None:
    """Evaluates the calls against task definitions, tasks and users, with `ecs:cluster` in the request's context."""

    def with_cluster(context_of: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        def request_tag_context(service: str, iam_action: str, body: bytes, params: dict[str, Any]) -> dict[str, Any]:
            context = context_of(service, iam_action, body, params)
            cluster = _fields(body).get("cluster") if service == "ecs" else None
            if not cluster:
                return context
            arn = f"arn:aws:ecs:{get_region()}:{get_account_id()}:cluster/{str(cluster).rpartition('/')[2]}"
            return {**context, "ecs:cluster": arn}

        return request_tag_context

    evaluate_against("ecs", _task)
    evaluate_against("elasticache", _user)
    wrap(iam_actions, "request_tag_context", "service", "iam_action", "body", "params", by=with_cluster)


def _task(call: Call) -> str | None:
    parameter = _ON.get(call.headers.get(_TARGET, "").rpartition(".")[2])
    found = _fields(call.body).get(parameter) if parameter else None
    first = found[0] if isinstance(found, list) and found else found
    return first if isinstance(first, str) and first.startswith("arn:") else None


def _user(call: Call) -> str | None:
    named = call.query_params.get("UserId") or parse_qs(call.body.decode(errors="replace")).get("UserId")
    return f"arn:aws:elasticache:{call.region}:{call.account_id}:user:{named[0]}" if named else None


def _fields(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
