"""Calls that Lambda makes with a function's execution role: log writes, queue polling, on-failure destinations.

ministack makes them without authorization. Here each is authorized as on AWS and logged as a decision; a denied call
has no effect.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc, sqs

from local.aws.emulator.iam.decision_log import Write
from local.aws.emulator.iam.key_permissions import Allows
from local.aws.emulator.wraps import existing, existing_data, wrap

Ask = Callable[[dict[str, Any], str, str], bool]
"""Whether a function, given by its configuration, may perform an action on a resource."""

_RECEIVE = ("sqs:GetQueueAttributes", "sqs:ReceiveMessage")
_DESTINATIONS = {"sqs": "sqs:SendMessage", "sns": "sns:Publish", "lambda": "lambda:InvokeFunction"}

#: The event source mapping that the poller is serving.
_mapping: ContextVar[dict[str, Any] | None] = ContextVar("mapping", default=None)


def install(write: Write, key_allows: Allows) -> None:
    """Applies the execution role and key permissions to all these calls; `write` logs the decisions."""
    ask = _asker(write, key_allows)
    _authorize_logs(ask)
    _authorize_polling(ask)
    _authorize_destinations(ask)


def _asker(write: Write, key_allows: Allows) -> Ask:
    policies_of = existing(iam_evaluator, "_gather_role_policies", "role_name", "account_id")

    def ask(config: dict[str, Any], action: str, resource: str) -> bool:
        account, role = get_account_id(), config["Role"].rsplit("/", 1)[-1]
        who = f"arn:aws:sts::{account}:assumed-role/{role}/{config['FunctionName']}"
        asked = iam_evaluator.EvalContext(who, "AssumedRole", account, action, resource, get_region())
        result = iam_evaluator.evaluate(asked, policies_of(role, account))
        write(who, action, resource, result.decision, result.matched_sid)
        return result.decision == "Allow" and key_allows(who, action, resource)

    return ask


def _authorize_logs(ask: Ask) -> None:
    def allowed_only(emit: Callable[..., None]) -> Callable[..., None]:
        def emit_logs(func: dict[str, Any], request_id: str, *rest: Any, **named: Any) -> None:
            config = func.get("config") or func
            group = (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{config['FunctionName']}"
            name = f"{datetime.now(UTC):%Y/%m/%d}/[{config.get('Version', '$LATEST')}]{request_id.replace('-', '')}"
            stream = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{group}:log-stream:{name}"
            if ask(config, "logs:CreateLogStream", stream) and ask(config, "logs:PutLogEvents", stream):
                emit(func, request_id, *rest, **named)

        return emit_logs

    parameters = ("func", "request_id", "log_text", "error", "duration_ms", "log_source")
    wrap(lambda_svc, "_emit_lambda_logs", *parameters, by=allowed_only)


def _authorize_polling(ask: Ask) -> None:
    function_of = existing(lambda_svc, "_get_func_record_for_qualifier", "name", "qualifier")
    queues = existing_data(sqs, "_queues")

    def may(action: str, queue_url: str) -> bool:
        mapping = _mapping.get() or {}
        config = function_of(mapping["FunctionName"], mapping.get("Qualifier"))[1]
        return config is not None and ask(config, action, queues[queue_url]["attributes"]["QueueArn"])

    def naming(mappings: Callable[..., Any]) -> Callable[..., Any]:
        def named() -> Any:
            for account, region, mapping in mappings():
                _mapping.set(mapping)
                yield account, region, mapping

        return named

    def receiving(receive: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        def received(queue_url: str, max_number: int) -> list[Any]:
            # AWS polls continuously; here only a poll with a visible message is authorized.
            something = any(message["visible_at"] <= time.time() for message in list(queues[queue_url]["messages"]))
            if something and all(may(action, queue_url) for action in _RECEIVE):
                return receive(queue_url, max_number)
            return []

        return received

    def running(run: Callable[..., None]) -> Callable[..., None]:
        def run_batch(mapping: dict[str, Any], *rest: Any) -> None:
            _mapping.set(mapping)
            run(mapping, *rest)

        return run_batch

    def deleting(delete: Callable[..., None]) -> Callable[..., None]:
        def deleted(queue_url: str, receipt_handles: set[str]) -> None:
            if may("sqs:DeleteMessage", queue_url):
                delete(queue_url, receipt_handles)

        return deleted

    wrap(lambda_svc, "_iter_all_esms", by=naming)
    wrap(lambda_svc, "_run_sqs_batch", "esm", "func_rec", "event", "batch", "queue_url", "queue_name", by=running)
    wrap(sqs, "_receive_messages_for_esm", "queue_url", "max_number", by=receiving)
    wrap(sqs, "_delete_messages_for_esm", "queue_url", "receipt_handles", by=deleting)


def _authorize_destinations(ask: Ask) -> None:
    functions = existing_data(lambda_svc, "_functions")

    def allowed_only(route: Callable[..., None]) -> Callable[..., None]:
        def routed(target_arn: str, func_name: str, *rest: Any) -> None:
            action = _DESTINATIONS.get(target_arn.split(":")[2])
            if action is None or ask(functions[func_name]["config"], action, target_arn):
                route(target_arn, func_name, *rest)

        return routed

    wrap(lambda_svc, "_route_async_failure", "target_arn", "func_name", "event", "result", by=allowed_only)
