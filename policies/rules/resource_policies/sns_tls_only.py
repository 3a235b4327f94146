from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, unless
from policies.iam.attached import TOPIC_POLICY
from policies.rules.resource_policies import _tls

_DEMAND = _tls.Demand(TOPIC_POLICY, ("sns:Publish", "sns:*"), _tls.reaches_it)


def check(stack: Stack, config: Config) -> Findings:
    for topic in stack.of_type(TOPIC_POLICY.type):
        refused = _DEMAND.met(stack, topic, topic["name"].text)
        yield from unless(refused, "nothing refuses plain HTTP", "policy", topic)


RULE = StackRule(
    name="sns-tls-only",
    title="Topics refuse messages that do not come over TLS.",
    why=_tls.WHY,
    fix='Add tls_only(("sns:Publish",), topic_arn) of components/foundation/policy.py to the policy of the topic.',
    severity=Severity.MEDIUM,
    types=(TOPIC_POLICY.type,),
    controls=("AwsSolutions-SNS3",),
    check=check,
)
