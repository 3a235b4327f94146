from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.document import Statement
from policies.iam.exposure import services_without_source
from policies.iam.policy_locations import PolicyType
from policies.iam.statements import each_statement, listing

_SENDS_NO_SOURCE = ("ec2.amazonaws.com", "edgelambda.amazonaws.com", "lambda.amazonaws.com")
"""Services that assume a role only for resources created with it, which iam:PassRole limits. They send no source."""


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    services = [service for service in services_without_source(statement) if service not in _SENDS_NO_SOURCE]
    if services:
        yield Finding(
            f"lets {listing(services)} assume the role on behalf of any AWS customer", f"{statement.path}.Condition"
        )


RULE = ResourceRule(
    name="iam-trust-names-source",
    title="Trust policies for AWS services limit the source account or resource.",
    why="Another customer's trail, schedule or rule could name this role and use its permissions.",
    fix="Add aws:SourceArn or aws:SourceAccount with exact values to the trust policy.",
    severity=Severity.MEDIUM,
    types=("aws:iam/role:Role",),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    check=each_statement(_judge, PolicyType.TRUST),
)
