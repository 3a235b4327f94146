"""Alarm of the web ACL, in the region of its metrics, with notifications from that region."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pulumi

from components.foundation.context import StackContext
from components.monitoring.alarm import Alarm, create_alarm
from components.monitoring.notifications import AlarmTopic, AlarmTopicArgs, SeverityAlarms, SeverityAlarmsArgs
from components.monitoring.system_alarms import waf_alarm


@dataclass(frozen=True)
class WebAclAlarmsArgs:
    context: StackContext
    web_acl_metric: str
    """`WebACL` dimension of the metrics."""
    region: str
    """Region of those metrics."""
    key_arn: pulumi.Input[str]
    """KMS key in that region."""
    email: str | None
    webhook: str | None


class WebAclAlarms(pulumi.ComponentResource):
    """Needs a provider for `args.region` in its options.

    An alarm, its composite alarm and their topic must share a region. A stack in another region therefore gets a
    separate composite alarm and topic for the web ACL. In the same region `in_stack` holds the alarm, which then
    belongs to the stack's composite alarm.
    """

    def __init__(self, name: str, args: WebAclAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:WebAclAlarms", name, None, opts)
        row = waf_alarm(args.web_acl_metric)
        created = create_alarm(self, args.context, row)
        same_region = args.context.names.region == args.region
        self.in_stack: tuple[Alarm, ...] = (row,) if same_region else ()
        if not same_region:
            names = replace(args.context.names, region=args.region)
            child = pulumi.ResourceOptions(parent=self)
            topic = AlarmTopic(name, AlarmTopicArgs(names, args.key_arn, args.email, args.webhook), child)
            SeverityAlarms(name, SeverityAlarmsArgs(names, topic.arn, (row,), created_by=[created]), child)
        self.register_outputs({})
