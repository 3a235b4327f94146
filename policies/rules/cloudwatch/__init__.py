from __future__ import annotations

from policies.rules.cloudwatch import (
    alarm_can_fire,
    alarm_children_exist,
    alarm_metric_exists,
    alarm_notifies,
    alarm_topic_read,
)

RULES = (
    alarm_can_fire.RULE,
    alarm_children_exist.RULE,
    alarm_metric_exists.RULE,
    alarm_notifies.RULE,
    alarm_topic_read.RULE,
)
