"""Origin secret: CloudFront sends it to the API. Its value is in Secrets Manager and at the edge, never in Pulumi.

See `docs/adr/0006-the-origin-secret-lives-at-the-edge.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.secrets import SecretRotation, SecretRotationArgs


@dataclass(frozen=True)
class OriginSecretArgs:
    context: StackContext
    secret_arn: pulumi.Input[str]
    rotator: aws.lambda_.Alias
    """Creates the value, writes the CloudFront function, and rotates."""
    edge_function: str
    """Logical name of the CloudFront function."""
    rotation_days: int


class OriginSecret(pulumi.ComponentResource):
    """`edge_function_arn` is unknown until the function exists, so that dependent resources wait for it."""

    def __init__(self, name: str, args: OriginSecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:OriginSecret", name, None, opts)
        # The rotator creates the value and the CloudFront function, and deletes the function with the stack.
        prepared = aws.lambda_.Invocation(
            f"{name}-prepare",
            function_name=args.rotator.function_name,
            qualifier=args.rotator.name,
            # A changed input invokes it again: a secret that was deleted and created again has no value.
            input=pulumi.Output.json_dumps(
                {"edgeFunction": args.context.names.of(args.edge_function), "secret": args.secret_arn}
            ),
            lifecycle_scope="CRUD",
            opts=pulumi.ResourceOptions(parent=self),
        )
        arn = args.context.names.edge_function_arn(args.edge_function)
        self.edge_function_arn = prepared.result.apply(lambda _: arn)
        SecretRotation(
            f"{name}-rotation",
            # A secret without a value cannot be rotated.
            SecretRotationArgs(args.context, args.secret_arn, args.rotator, args.rotation_days, after=[prepared]),
            pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"edgeFunctionArn": self.edge_function_arn})
