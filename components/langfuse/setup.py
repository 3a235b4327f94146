"""Setup of Langfuse on ECS by a function: values of its secrets, then the migration. No value passes through Pulumi."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.self_hosted.names import LangfuseNames
from components.foundation.self_hosted.settings import SelfHosted


@dataclass(frozen=True)
class SetupArgs:
    context: StackContext
    settings: SelfHosted
    function: aws.lambda_.Alias
    project_secret_arn: pulumi.Input[str]
    internal_secret_arn: pulumi.Input[str]


class LangfuseSetup(pulumi.ComponentResource):
    """Each step is one invocation, whose failure ends the update before what waits for it."""

    def __init__(self, name: str, args: SetupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:LangfuseSetup", name, None, opts)
        self._name, self._args, self._names = name, args, LangfuseNames(args.context.names)
        self.register_outputs({})

    def make_secrets(
        self, database_host: pulumi.Input[str], cache_host: pulumi.Input[str], after: Sequence[pulumi.Resource]
    ) -> pulumi.Resource:
        """The values that are missing, and the hosts. A new host, e.g. of a restored database, is a new invocation."""
        event = {
            "step": "secrets",
            "project_secret": self._args.project_secret_arn,
            "internal_secret": self._args.internal_secret_arn,
            "database_host": database_host,
            "cache_host": cache_host,
            "cache_user": self._names.cache,
        }
        return self._invoke("secrets", pulumi.Output.json_dumps(event), None, after)

    def migrate(
        self,
        task_definition_arn: pulumi.Input[str],
        subnet_ids: Sequence[pulumi.Input[str]],
        group_id: pulumi.Input[str],
        after: Sequence[pulumi.Resource],
    ) -> pulumi.Resource:
        """Once for each version of Langfuse, and for each database: not for each new revision of the task."""
        event = {
            "step": "migrate",
            "cluster": self._names.prefix,
            "task_definition": task_definition_arn,
            "subnets": [*subnet_ids],
            "security_group": group_id,
        }
        triggers = {"image": self._args.settings.images["web"]}
        return self._invoke("migration", pulumi.Output.json_dumps(event), triggers, after)

    def _invoke(
        self,
        step: str,
        event: pulumi.Input[str],
        triggers: Mapping[str, pulumi.Input[str]] | None,
        after: Sequence[pulumi.Resource],
    ) -> pulumi.Resource:
        return aws.lambda_.Invocation(
            f"{self._name}-{step}",
            function_name=self._args.function.function_name,
            qualifier=self._args.function.name,
            # A changed event invokes it again. Each step may be repeated.
            input=event,
            triggers=triggers,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self._args.function, *after]),
        )
