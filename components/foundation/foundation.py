"""Foundation wing: the stack's KMS key, its secrets, and the bucket for S3 access logs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.foundation.context import StackContext
from components.foundation.encryption import StackKey, StackKeyArgs
from components.foundation.function_spec import FunctionSpec
from components.foundation.names import Names
from components.foundation.policy import Statement
from components.foundation.private_bucket import create_access_log_bucket
from components.foundation.secrets import Secrets, SecretsArgs
from components.foundation.settings.settings import Settings
from components.foundation.shared_names import SECRETS, langfuse_secrets


@dataclass(frozen=True)
class FoundationArgs:
    names: Names
    settings: Settings
    functions: Sequence[FunctionSpec]
    """Functions whose grants need the key."""
    key_statements: Sequence[Statement]
    """Key policy statements of other wings, for AWS services that use the key themselves."""


class Foundation(pulumi.ComponentResource):
    """`context` goes to every other wing, `secret_arns` maps logical names, `access_logs` takes S3 access logs.

    `outputs` are the stack's, as in every wing.
    """

    def __init__(self, name: str, args: FoundationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:Foundation", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        names, settings = args.names, args.settings
        key = StackKey(
            "key",
            StackKeyArgs(
                names,
                settings.deletion_protection,
                settings.final_snapshot,
                args.functions,
                names.log_groups(spec.name for spec in args.functions),
                args.key_statements,
            ),
            child,
        )
        self.context = StackContext(
            names, key.arn, settings.runbook_base_url, settings.log_retention_days, settings.deletion_protection
        )
        descriptions = SECRETS | langfuse_secrets(settings.langfuse_project_per_agent)
        self.secret_arns = Secrets("secrets", SecretsArgs(self.context, descriptions), child).arns
        self.access_logs = create_access_log_bucket(self, self.context)
        self.outputs: Mapping[str, object] = {"secrets": self.secret_arns}
        self.register_outputs({"keyArn": key.arn, "secretArns": self.secret_arns})
