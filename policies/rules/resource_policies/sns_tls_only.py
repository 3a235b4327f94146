from __future__ import annotations

from policies.engine import Severity, StackRule
from policies.iam.attached import TOPIC_POLICY
from policies.rules.resource_policies import _tls

_REQUIREMENT = _tls.TlsRequirement(policy=TOPIC_POLICY, actions=("sns:Publish", "sns:*"), covers=_tls.covers_resource)


RULE = StackRule(
    name="sns-tls-only",
    title="SNS topics require TLS.",
    why=_tls.WHY,
    fix='Deny "sns:Publish" to "*" in the topic policy where aws:SecureTransport is false.',
    severity=Severity.MEDIUM,
    types=(TOPIC_POLICY.type,),
    controls=("AwsSolutions-SNS3",),
    link="https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
    check=_tls.required(_REQUIREMENT),
)
