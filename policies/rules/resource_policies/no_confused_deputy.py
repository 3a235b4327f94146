from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.document import Statement
from policies.iam.exposure import services_without_source
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.statements import each_statement, listing

_POLICY_TYPES = (PolicyType.RESOURCE, PolicyType.KEY)


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    if services := services_without_source(statement):
        yield Finding(f"lets {listing(services)} act on behalf of any AWS customer", f"{statement.path}.Condition")


RULE = ResourceRule(
    name="no-confused-deputy",
    title="Resource policies for AWS services limit the source account or resource.",
    why="Any AWS customer can direct the same service at this resource and act through it (confused deputy).",
    fix=(
        "Add aws:SourceArn or aws:SourceAccount with exact values (for CloudWatch Logs: "
        "kms:EncryptionContext:aws:logs:arn)."
    ),
    severity=Severity.HIGH,
    types=types_with(*_POLICY_TYPES),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    check=each_statement(_judge, *_POLICY_TYPES),
)
