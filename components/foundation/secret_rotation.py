"""New values for secrets on a schedule, made by a function of ours."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext

MAX_DAYS = 90


@dataclass(frozen=True)
class SecretRotationArgs:
    context: StackContext
    secret_arn: pulumi.Input[str]
    function: aws.lambda_.Alias
    """Does the four steps of a rotation."""
    days: int
    """Between two rotations."""

    def __post_init__(self) -> None:
        if not 1 <= self.days <= MAX_DAYS:
            raise ValueError(f"SecretRotationArgs.days must be 1..{MAX_DAYS}, not {self.days}")


class SecretRotation(pulumi.ComponentResource):
    """The schedule, and the permission without which Secrets Manager could not invoke the function."""

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
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.secretsmanager.SecretRotation(
            f"{name}-schedule",
            secret_id=args.secret_arn,
            rotation_lambda_arn=args.function.arn,
            # At deployment the secret has no value yet, so there is nothing to rotate.
            rotate_immediately=False,
            rotation_rules=aws.secretsmanager.SecretRotationRotationRulesArgs(automatically_after_days=args.days),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission]),
        )
        self.register_outputs({})
