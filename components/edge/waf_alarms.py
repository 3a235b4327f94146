"""The firewall's alarm, in the region of the firewall's metrics, and who hears of it from there."""

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
    """Name of the web ACL's metrics."""
    region: str
    """Of those metrics."""
    key_arn: pulumi.Input[str]
    """A key in that region."""
    email: str | None
    webhook: str | None


class WebAclAlarms(pulumi.ComponentResource):
    """Takes a provider of `args.region` in its options.

    An alarm, its composite and their topic must share a region. In a stack of another region the firewall therefore
    brings its own composite and topic; otherwise its alarm is one of the stack's, which `in_stack` then holds.
    """

    def __init__(self, name: str, args: WebAclAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:WebAclAlarms", name, None, opts)
        row = waf_alarm(args.web_acl_metric)
        created = create_alarm(self, args.context, row)
        at_home = args.context.names.region == args.region
        self.in_stack: tuple[Alarm, ...] = (row,) if at_home else ()
        if not at_home:
            names = replace(args.context.names, region=args.region)
            child = pulumi.ResourceOptions(parent=self)
            topic = AlarmTopic(name, AlarmTopicArgs(names, args.key_arn, args.email, args.webhook), child)
            SeverityAlarms(name, SeverityAlarmsArgs(names, topic.arn, (row,), created_by=[created]), child)
        self.register_outputs({})
