"""Monitoring wing: stack-wide alarms, composite alarms and their topic, dashboards, saved queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.foundation.context import StackContext
from components.foundation.function_spec import FunctionSpec
from components.foundation.settings.settings import Settings
from components.monitoring.alarm import Alarm
from components.monitoring.all_alarms import all_alarms
from components.monitoring.dashboards import Dashboards, DashboardsArgs
from components.monitoring.notifications import AlarmTopic, AlarmTopicArgs, SeverityAlarms, SeverityAlarmsArgs
from components.monitoring.saved_queries import SavedQueries, SavedQueriesArgs
from components.monitoring.system_alarms import SystemAlarms, SystemAlarmsArgs


@dataclass(frozen=True)
class MonitoringArgs:
    context: StackContext
    settings: Settings
    functions: Sequence[FunctionSpec]
    api_id: pulumi.Input[str]
    further_alarms: Sequence[Alarm]
    """Alarms in the stack's region that `all_alarms` does not list."""
    alarm_parents: Sequence[pulumi.Resource]
    """Components of other wings that create alarms; the composite alarms wait for them."""


class Monitoring(pulumi.ComponentResource):
    """`topic_arn` is the SNS topic of the composite alarms."""

    def __init__(self, name: str, args: MonitoringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:Monitoring", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        names, settings = args.context.names, args.settings
        topic_args = AlarmTopicArgs(names, args.context.key_arn, settings.alarm_email, settings.alarm_webhook)
        self.topic_arn = AlarmTopic("alarms", topic_args, self._child).arn
        system_alarms = SystemAlarms("system-alarms", SystemAlarmsArgs(args.context, args.api_id), self._child)
        SeverityAlarms(
            "severities",
            SeverityAlarmsArgs(
                names,
                self.topic_arn,
                (*all_alarms(names, args.functions, args.api_id), *args.further_alarms),
                created_by=[*args.alarm_parents, system_alarms],
            ),
            self._child,
        )
        self._dashboards(args)
        SavedQueries("queries", SavedQueriesArgs(names, args.functions), self._child)
        self.outputs: Mapping[str, object] = {"alarmTopicArn": self.topic_arn}
        self.register_outputs({"topicArn": self.topic_arn})

    def _dashboards(self, args: MonitoringArgs) -> None:
        names, settings = args.context.names, args.settings
        models = sorted({str(settings.model_of(spec.name)) for spec in args.functions if spec.kind == "agent"})
        dashboards = DashboardsArgs(names, args.functions, models, settings.database_instances)
        Dashboards("dashboards", dashboards, self._child)
