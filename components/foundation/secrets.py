"""Secrets without values: what fills them is a person or a Lambda, so no value enters Pulumi's state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext


@dataclass(frozen=True)
class SecretsArgs:
    context: StackContext
    descriptions: Mapping[str, str]
    """Logical name to what the secret holds."""


class Secrets(pulumi.ComponentResource):
    """`arns`: logical name to ARN."""

    def __init__(self, name: str, args: SecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:Secrets", name, None, opts)
        self.arns = {
            secret: aws.secretsmanager.Secret(
                f"{secret}-secret",
                name=args.context.names.of(secret),
                description=description,
                kms_key_id=args.context.key_arn,
                recovery_window_in_days=30 if args.context.protect else 0,
                opts=pulumi.ResourceOptions(parent=self),
            ).arn
            for secret, description in args.descriptions.items()
        }
        self.register_outputs({"arns": self.arns})
