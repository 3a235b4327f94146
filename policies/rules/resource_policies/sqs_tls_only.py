from __future__ import annotations

from policies.engine import Severity, StackRule
from policies.iam.attached import QUEUE_POLICY
from policies.rules.resource_policies import _tls

_REQUIREMENT = _tls.TlsRequirement(policy=QUEUE_POLICY, actions=("sqs:*",), covers=_tls.covers_resource)


RULE = StackRule(
    name="sqs-tls-only",
    title="SQS queues require TLS.",
    why=_tls.WHY,
    fix='Deny "sqs:*" to "*" in the queue policy where aws:SecureTransport is false.',
    severity=Severity.MEDIUM,
    types=(QUEUE_POLICY.type,),
    controls=("AwsSolutions-SQS4",),
    link="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
    check=_tls.required(_REQUIREMENT),
)
