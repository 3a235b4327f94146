"""Customer-managed KMS key of the stack, and its key policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.function_spec import FunctionSpec
from components.foundation.names import Names
from components.foundation.policy import Statement, document

_ADMINISTRATION = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
_CRYPTOGRAPHY = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
#: Services whose encrypted resources the account's administrators create.
_SERVICES = ("lambda", "rds", "s3", "secretsmanager", "sns", "sqs")
#: In a key policy, `*` means this key.
_THIS_KEY = ("*",)


@dataclass(frozen=True)
class StackKeyArgs:
    names: Names
    deletion_protection: bool
    """Neither delete nor replace the key; and wait 30 days instead of 7 before a scheduled deletion takes effect."""
    outlives_stack: bool
    """Leave the key in the account when the stack is destroyed: without it, no snapshot and no backup is readable."""
    functions: Sequence[FunctionSpec]
    """Functions whose grants need the key."""
    log_groups: Sequence[str]
    """Names of log groups encrypted with the key."""
    service_statements: Sequence[Statement] = ()
    """Statements for AWS services that use the key themselves, e.g. to deliver logs into an encrypted bucket."""


class StackKey(pulumi.ComponentResource):
    """The key and its alias. `arn` is unknown until the key exists, so only the key's own policy refers to it."""

    def __init__(self, name: str, args: StackKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:StackKey", name, None, opts)
        key = aws.kms.Key(
            f"{name}-key",
            description=f"Encrypts stored data of {args.names.prefix}",
            enable_key_rotation=True,
            deletion_window_in_days=30 if args.deletion_protection else 7,
            policy=document(_key_statements(args)),
            opts=pulumi.ResourceOptions(
                parent=self, protect=args.deletion_protection, retain_on_delete=args.outlives_stack
            ),
        )
        aws.kms.Alias(
            f"{name}-alias",
            name=args.names.key_alias,
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = key.arn
        self.register_outputs({"arn": self.arn})


def _key_statements(args: StackKeyArgs) -> tuple[Statement, ...]:
    """The key policy: administrators cannot use the key directly, only through the services in `_SERVICES`."""
    return (
        *_administrator_statements(args.names),
        *_function_statements(args),
        _log_statement(args),
        _alarm_statement(args.names),
        *args.service_statements,
    )


def _administrator_statements(names: Names) -> tuple[Statement, ...]:
    account = {"AWS": names.root_arn}
    via_service = {"StringEquals": {"kms:ViaService": [names.service(service) for service in _SERVICES]}}
    for_service = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    return (
        Statement("Administer", _ADMINISTRATION, _THIS_KEY, principal=account),
        Statement("UseThroughServices", _CRYPTOGRAPHY, _THIS_KEY, via_service, account),
        Statement("GrantToServices", ("kms:CreateGrant",), _THIS_KEY, via_service | for_service, account),
    )


def _function_statements(args: StackKeyArgs) -> tuple[Statement, ...]:
    """One statement per service and action, listing exactly the roles that need it."""
    roles: dict[tuple[str, str], set[str]] = {}
    for spec in args.functions:
        for use in (use for grant in spec.all_grants for use in grant.key_uses()):
            for action in use.actions:
                roles.setdefault((use.service, action), set()).add(args.names.role_arn(spec.name))
    return tuple(
        Statement(
            sid=f"{service.capitalize()}{action.removeprefix('kms:')}",
            actions=(action,),
            resources=_THIS_KEY,
            # Roles are a condition, not principals: a principal must exist before a policy can name it.
            conditions={
                "StringEquals": {
                    "kms:CallerAccount": args.names.account,
                    "kms:ViaService": args.names.service(service),
                },
                "ArnEquals": {"aws:PrincipalArn": sorted(arns)},
            },
            principal={"AWS": "*"},
        )
        for (service, action), arns in sorted(roles.items())
    )


def _log_statement(args: StackKeyArgs) -> Statement:
    groups = [args.names.log_group_arn(group) for group in args.log_groups]
    return Statement(
        sid="EncryptLogs",
        actions=_CRYPTOGRAPHY,
        resources=_THIS_KEY,
        conditions={"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": groups}},
        principal={"Service": args.names.service("logs")},
    )


def _alarm_statement(names: Names) -> Statement:
    """Lets CloudWatch publish alarms to the encrypted topic."""
    return Statement(
        sid="PublishAlarms",
        actions=("kms:Decrypt", "kms:GenerateDataKey"),
        resources=_THIS_KEY,
        conditions={"StringEquals": {"aws:SourceAccount": names.account}},
        principal={"Service": "cloudwatch.amazonaws.com"},
    )
