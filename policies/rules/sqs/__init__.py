from __future__ import annotations

from policies.rules.sqs import (
    sqs_dlq,
    sqs_dlq_alarm,
    sqs_dlq_keeps,
    sqs_encrypted,
    sqs_visibility,
)

RULES = (
    sqs_dlq.RULE,
    sqs_dlq_alarm.RULE,
    sqs_dlq_keeps.RULE,
    sqs_encrypted.RULE,
    sqs_visibility.RULE,
)
