"""KMS: callers of a service that encrypts or decrypts for them also need permission on the key.

ministack stores everything in plain text and checks no key policy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import kms, secretsmanager, sqs

from local.aws.emulator.iam.decision_log import Write
from local.aws.emulator.wraps import existing, wrap

Allows = Callable[[str, str, str], bool]
"""Whether a role session (ARN) may use the key that an action on a resource needs; true without a key."""

_ENCRYPT = ("kms:Decrypt", "kms:GenerateDataKey")
#: Action of the caller, and the key actions that the service performs on the caller's behalf.
_USES = {
    "secretsmanager:GetSecretValue": ("kms:Decrypt",),
    "secretsmanager:PutSecretValue": _ENCRYPT,
    "sqs:ReceiveMessage": ("kms:Decrypt",),
    "sqs:SendMessage": _ENCRYPT,
}


def install(write: Write) -> Allows:
    """Applies the key policy to a role's calls on an encrypted secret or queue; `write` logs the decisions.

    Unlike AWS, the error names the caller's action instead of the key's, and the database owner's secret, created by
    RDS, has no key.
    """
    allows = _asker(write)
    principal_of = existing(iam_evaluator, "resolve_principal", "access_key_id", "account_id", "credential")

    def with_keys(enforce: Callable[..., Any]) -> Callable[..., Any]:
        def enforced(
            access_key_id: str,
            iam_action: str,
            service: str,
            region: str,
            resource_arn: str = "*",
            service_context: dict[str, Any] | None = None,
        ) -> Any:
            denied = enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
            if denied is not None or iam_action not in _USES:
                return denied
            principal = principal_of(access_key_id, get_account_id())
            if principal.policies is None or allows(principal.arn, iam_action, resource_arn):
                return None
            return iam_evaluator.EvalResult("ImplicitDeny", principal.arn)

        return enforced

    parameters = ("access_key_id", "iam_action", "service", "region", "resource_arn", "service_context")
    wrap(iam_evaluator, "enforce", *parameters, by=with_keys)
    return allows


def _asker(write: Write) -> Allows:
    judge = existing(iam_evaluator, "evaluate_resource_policy", "doc", "ctx", "service", "named_only", "direct_only")
    key_of = _key_finder()

    def allows(who: str, action: str, resource: str) -> bool:
        key = key_of(resource) if action in _USES else None
        if key is None:
            return True
        account, service = get_account_id(), action.split(":")[0]
        # A key policy names the role, not its session.
        role = f"arn:aws:iam::{account}:role/{who.split('/')[1]}"
        context = {"kms:viaservice": f"{service}.{get_region()}.amazonaws.com", "kms:calleraccount": account}
        results = {
            use: judge(
                key["Policy"],
                iam_evaluator.EvalContext(
                    role, "AssumedRole", account, use, key["Arn"], get_region(), service_context=context
                ),
                # A statement for the whole account delegates to the role's policies, which grant no key.
                named_only=True,
            )
            for use in _USES[action]
        }
        for use, result in results.items():
            write(who, use, key["Arn"], result.decision, result.matched_sid)
        return all(result.decision == "Allow" for result in results.values())

    return allows


def _key_finder() -> Callable[[str], dict[str, Any] | None]:
    """Function that finds the customer-managed key of a secret or queue; None without one."""
    secret_of = existing(secretsmanager, "_resolve", "secret_id", "use_arn_scope")
    queue_of = existing(sqs, "_queue_by_arn", "arn")
    key_of = existing(kms, "_resolve_key", "key_id_or_arn")

    def find(resource: str) -> dict[str, Any] | None:
        if ":secretsmanager:" in resource:
            return key_of((secret_of(resource)[1] or {}).get("KmsKeyId"))
        return key_of((queue_of(resource) or {"attributes": {}})["attributes"].get("KmsMasterKeyId"))

    return find
