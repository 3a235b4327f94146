"""Secret rotation: invokes the rotation function for its four steps. ministack alone only copies the old value."""

from __future__ import annotations

import contextvars
import json
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc, secretsmanager

from local.aws.emulator.iam import authorization
from local.aws.emulator.wraps import Response, existing, wrap

Secret = dict[str, Any]
Invoke = Callable[[str, dict[str, str]], bool]

_STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
_CURRENT, _PENDING = "AWSCURRENT", "AWSPENDING"
_ROTATED = "LastRotatedDate"
_OK = 200
_BUSY_SECONDS, _BUSY_PAUSE_SECONDS = 30.0, 0.1
#: Marks the version of a test of the rotation.
_IS_TRIAL = "alex:trial"
#: ARN to a lock: one rotation of a secret, or one test of it, at a time.
_TURNS: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
_UNFINISHED = "A previous rotation isn't complete. That rotation will be reattempted."


def install() -> None:
    """Makes `RotateSecret` return at once and rotate in the background; a failed rotation leaves its version pending.

    With `RotateImmediately=False` it tests the rotation first, as AWS does. Unlike AWS, nothing rotates on the
    schedule, and a failed rotation is only retried by the next call.
    """
    resolve = existing(secretsmanager, "_resolve", "secret_id", "use_arn_scope")
    invoke = _invoker()

    def rotating(refuse_or_copy: Callable[[Secret], Response]) -> Callable[[Secret], Response]:
        def rotate_secret(request: Secret) -> Response:
            _, secret = resolve(request.get("SecretId"))
            function = request.get("RotationLambdaARN") or (secret or {}).get("RotationLambdaARN")
            if secret is None or secret.get("DeletedDate") or not function:
                return refuse_or_copy(request)
            secret |= {"RotationEnabled": True, "RotationLambdaARN": function}
            secret["RotationRules"] = request.get("RotationRules") or secret.get("RotationRules")
            answer = {"ARN": secret["ARN"], "Name": secret["Name"]}
            # ministack reads account and region from the request's context.
            run = contextvars.copy_context().run
            if request.get("RotateImmediately") is False:
                _start(run, _try_out, invoke, function, secret)
                return _json(answer)
            unfinished = _unfinished_version(secret)
            version = unfinished or _new_version(secret, request.get("ClientRequestToken") or str(uuid.uuid4()))
            _start(run, _rotate, invoke, function, secret, version)
            if unfinished:
                return authorization.error(400, "InvalidRequestException", _UNFINISHED)
            return _json(answer | {"VersionId": version})

        return rotate_secret

    wrap(secretsmanager, "_rotate_secret", "data", by=rotating)
    wrap(secretsmanager, "_create_secret", "data", by=_without_an_empty_version(resolve))
    wrap(secretsmanager, "_describe_secret", "data", by=_with_the_last_rotation(resolve))


def _without_an_empty_version(resolve: Callable[..., Any]) -> Callable[..., Any]:
    """A secret created without a value has no version, as on AWS. ministack gives it an empty current one."""

    def creating(create: Callable[[Secret], Response]) -> Callable[[Secret], Response]:
        def create_secret(request: Secret) -> Response:
            answer = create(request)
            if answer[0] == _OK and not (request.get("SecretString") or request.get("SecretBinary")):
                _, secret = resolve(request["Name"])
                secret["Versions"].clear()
            return answer

        return create_secret

    return creating


def _with_the_last_rotation(resolve: Callable[..., Any]) -> Callable[..., Any]:
    """As on AWS, a secret without a schedule has none, even if it was rotated before."""

    def describing(describe: Callable[[Secret], Response]) -> Callable[[Secret], Response]:
        def describe_secret(request: Secret) -> Response:
            answer = describe(request)
            _, secret = resolve(request.get("SecretId"))
            if answer[0] != _OK or not secret.get("RotationEnabled") or _ROTATED not in secret:
                return answer
            return _json(json.loads(answer[2]) | {_ROTATED: secret[_ROTATED]})

        return describe_secret

    return describing


def _invoker() -> Invoke:
    """Function that invokes a Lambda by its ARN and returns whether it succeeded.

    A rotator has one instance, which may be busy with the last step of the previous rotation. Secrets Manager retries
    a throttled step.
    """
    record_of = existing(lambda_svc, "_get_func_record_for_ref_in_scope", "function_ref", "account_id", "region")
    configured = existing(lambda_svc, "_execution_record_for_config", "func", "config")
    execute = existing(lambda_svc, "_execute_function_with_config_scope", "func", "event")

    def invoke(arn: str, event: dict[str, str]) -> bool:
        function, config, _ = record_of(arn)
        if function is None:
            return False
        deadline = time.monotonic() + _BUSY_SECONDS
        while (result := execute(configured(function, config), event)).get("throttle"):
            if time.monotonic() > deadline:
                return False
            time.sleep(_BUSY_PAUSE_SECONDS)
        return not result.get("error")

    return invoke


def _start(run: Callable[..., object], *call: Any) -> None:
    """In the background: the function itself asks this server."""
    threading.Thread(target=run, args=call, daemon=True).start()


def _rotate(invoke: Invoke, function: str, secret: Secret, version: str) -> None:
    with _TURNS[secret["ARN"]]:
        for step in _STEPS:
            if not invoke(function, {"Step": step, "SecretId": secret["ARN"], "ClientRequestToken": version}):
                return
        secret[_ROTATED] = time.time()


def _try_out(invoke: Invoke, function: str, secret: Secret) -> None:
    """Runs the step `testSecret` on a version without a value, and removes the version.

    As on AWS, only the function's log and its metrics tell of a failure.
    """
    with _TURNS[secret["ARN"]]:
        version = str(uuid.uuid4())
        secret["Versions"][version] = _empty() | {_IS_TRIAL: True}
        try:
            invoke(function, {"Step": "testSecret", "SecretId": secret["ARN"], "ClientRequestToken": version})
        finally:
            secret["Versions"].pop(version, None)


def _unfinished_version(secret: Secret) -> str | None:
    for version, value in secret["Versions"].items():
        if _PENDING in value["Stages"] and _CURRENT not in value["Stages"] and _IS_TRIAL not in value:
            return version
    return None


def _new_version(secret: Secret, version: str) -> str:
    """Adds a version without a value, for the function's first step to fill."""
    for value in secret["Versions"].values():
        if _IS_TRIAL not in value:
            value["Stages"] = [stage for stage in value["Stages"] if stage != _PENDING]
    secret["Versions"][version] = _empty()
    return version


def _empty() -> dict[str, Any]:
    return {"SecretString": None, "SecretBinary": None, "CreatedDate": int(time.time()), "Stages": [_PENDING]}


def _json(body: dict[str, Any]) -> Response:
    return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()
