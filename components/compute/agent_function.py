"""One Lambda function with live alias, execution role, log group, dead-letter destination and alarms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.compute.agent_role import AgentRole, create_agent_role
from components.compute.code import FunctionCode
from components.foundation.context import StackContext
from components.foundation.function_spec import FunctionSpec
from components.foundation.grants import Scope
from components.foundation.names import LIVE
from components.foundation.settings.model_id import ModelId
from components.monitoring.alarm import create_alarm
from components.monitoring.function_alarms import function_alarms
from components.monitoring.log_filters import log_filters
from components.packaging.layout import RUNTIME


@dataclass(frozen=True)
class AgentFunctionArgs:
    context: StackContext
    spec: FunctionSpec
    model: ModelId
    code: FunctionCode
    variables: Mapping[str, pulumi.Input[str]]
    layer_arns: Sequence[pulumi.Input[str]]
    architecture: str
    dead_letters_arn: pulumi.Input[str]
    """Dead-letter queue for asynchronous invocations that exhausted their retries."""
    analysis_usd: float
    """An analysis that costs more raises an alarm."""
    live_after: Sequence[pulumi.Resource] = ()
    """`live` moves to a new version after these."""
    snap_start: bool = False
    """Enable SnapStart for published versions. `live` points to one."""


class AgentFunction(pulumi.ComponentResource):
    """`live` is the alias that callers use. `name` is the physical name, known at preview."""

    def __init__(self, name: str, args: AgentFunctionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:AgentFunction", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.name = args.context.names.of(args.spec.name)
        logs = self._log_group(args)
        role = create_agent_role(self, Scope(args.context.names, args.spec.name, args.model), args.spec.all_grants)
        function = self._function(args, role, logs)
        self.live = self._alias(args, function)
        self._keep_failed_events(args)
        self._measure(args, logs)
        for alarm in function_alarms(args.context.names, args.spec):
            create_alarm(self, args.context, alarm)
        self.register_outputs({"name": self.name, "arn": self.live.arn})

    def _log_group(self, args: AgentFunctionArgs) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            f"{args.spec.name}-logs",
            name=args.context.names.function_log_group(args.spec.name),
            retention_in_days=args.context.log_retention_days,
            kms_key_id=args.context.key_arn,
            opts=args.context.holding_data(self),
        )

    def _function(
        self, args: AgentFunctionArgs, role: AgentRole, logs: aws.cloudwatch.LogGroup
    ) -> aws.lambda_.Function:
        spec = args.spec
        return aws.lambda_.Function(
            f"{spec.name}-function",
            name=self.name,
            description=spec.description,
            role=role.role.arn,
            runtime=RUNTIME,
            architectures=[args.architecture],
            handler=f"{spec.name}.handler.handle",
            code=args.code.archive,
            source_code_hash=args.code.source_hash,
            layers=args.layer_arns,
            publish=True,
            memory_size=spec.memory_mb,
            timeout=spec.timeout_seconds,
            reserved_concurrent_executions=spec.reserved_concurrency,
            snap_start=aws.lambda_.FunctionSnapStartArgs(apply_on="PublishedVersions") if args.snap_start else None,
            environment=aws.lambda_.FunctionEnvironmentArgs(variables=args.variables),
            kms_key_arn=args.context.key_arn,
            tracing_config=aws.lambda_.FunctionTracingConfigArgs(mode="Active"),
            # System log level INFO includes the report line with init duration and memory used.
            logging_config=aws.lambda_.FunctionLoggingConfigArgs(
                log_format="JSON", log_group=logs.name, application_log_level="INFO", system_log_level="INFO"
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[role.policy]),
        )

    def _alias(self, args: AgentFunctionArgs, function: aws.lambda_.Function) -> aws.lambda_.Alias:
        return aws.lambda_.Alias(
            f"{args.spec.name}-live",
            name=LIVE,
            description="Current version",
            function_name=function.name,
            function_version=function.version,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*args.live_after]),
        )

    def _keep_failed_events(self, args: AgentFunctionArgs) -> None:
        aws.lambda_.FunctionEventInvokeConfig(
            f"{args.spec.name}-failed-events",
            function_name=self.live.function_name,
            qualifier=self.live.name,
            maximum_retry_attempts=1,
            maximum_event_age_in_seconds=3600,
            destination_config=aws.lambda_.FunctionEventInvokeConfigDestinationConfigArgs(
                on_failure=aws.lambda_.FunctionEventInvokeConfigDestinationConfigOnFailureArgs(
                    destination=args.dead_letters_arn
                )
            ),
            opts=self._child,
        )

    def _measure(self, args: AgentFunctionArgs, logs: aws.cloudwatch.LogGroup) -> None:
        for row in log_filters(args.context.names, args.spec, args.analysis_usd, snap_start=args.snap_start):
            aws.cloudwatch.LogMetricFilter(
                f"{args.spec.name}-{row.name}",
                name=row.name,
                log_group_name=logs.name,
                pattern=row.pattern,
                metric_transformation=aws.cloudwatch.LogMetricFilterMetricTransformationArgs(
                    namespace=row.metric.namespace, name=row.metric.name, value=row.value, unit=row.unit
                ),
                opts=self._child,
            )
