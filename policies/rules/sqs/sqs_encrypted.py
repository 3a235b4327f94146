from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set


def check(queue: Resource, config: Config) -> Findings:
    by_sqs = queue["sqsManagedSseEnabled"].test(lambda on: on is True)
    yield from unless(is_set(queue["kmsMasterKeyId"]) | by_sqs, "messages are not encrypted", "kmsMasterKeyId")


RULE = ResourceRule(
    name="sqs-encrypted",
    title="SQS queues are encrypted at rest.",
    why="Messages contain users' requests, and stay on disk until they are processed.",
    fix="Set kms_master_key_id or sqs_managed_sse_enabled=True.",
    severity=Severity.MEDIUM,
    types=("aws:sqs/queue:Queue",),
    controls=("SQS.1", "AwsSolutions-SQS2"),
    check=check,
)
