"""Secrets without values, and their rotation. A person or a Lambda sets the values, so none enters Pulumi's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext

MAX_ROTATION_DAYS = 90


@dataclass(frozen=True)
class SecretsArgs:
    context: StackContext
    descriptions: Mapping[str, str]
    """Logical name to description."""


class Secrets(pulumi.ComponentResource):
    """Secrets without values: a person or a Lambda sets them, so no value enters Pulumi's state.

    `arns`: logical name to ARN.
    """

    def __init__(self, name: str, args: SecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:Secrets", name, None, opts)
        self.arns = {
            secret: aws.secretsmanager.Secret(
                f"{secret}-secret",
                name=args.context.names.of(secret),
                description=description,
                kms_key_id=args.context.key_arn,
                recovery_window_in_days=30 if args.context.deletion_protection else 0,
                opts=args.context.holding_data(self),
            ).arn
            for secret, description in args.descriptions.items()
        }
        self.register_outputs({"arns": self.arns})


@dataclass(frozen=True)
class SecretRotationArgs:
    context: StackContext
    secret_arn: pulumi.Input[str]
    function: aws.lambda_.Alias
    """Runs the four steps of a rotation."""
    days: int
    """Days between two rotations."""
    after: Sequence[pulumi.Resource] = ()
    """What the function's step `testSecret` needs: Secrets Manager runs it as soon as the schedule exists."""

    def __post_init__(self) -> None:
        if not 1 <= self.days <= MAX_ROTATION_DAYS:
            raise ValueError(f"SecretRotationArgs.days must be 1..{MAX_ROTATION_DAYS}, not {self.days}")


class SecretRotation(pulumi.ComponentResource):
    """Scheduled rotation of a secret by a Lambda function, with Secrets Manager's permission to invoke it."""

    def __init__(self, name: str, args: SecretRotationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:SecretRotation", name, None, opts)
        permission = aws.lambda_.Permission(
            f"{name}-permission",
            statement_id="SecretsManager",
            action="lambda:InvokeFunction",
            function=args.function.function_name,
            qualifier=args.function.name,
            principal="secretsmanager.amazonaws.com",
            source_account=args.context.names.account,
            source_arn=args.secret_arn,
            # For another secret: a function's policy has each statement id once.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        aws.secretsmanager.SecretRotation(
            f"{name}-schedule",
            secret_id=args.secret_arn,
            rotation_lambda_arn=args.function.arn,
            # Rotated by the schedule, not by a deployment.
            rotate_immediately=False,
            rotation_rules=aws.secretsmanager.SecretRotationRotationRulesArgs(automatically_after_days=args.days),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission, *args.after]),
        )
        self.register_outputs({})
