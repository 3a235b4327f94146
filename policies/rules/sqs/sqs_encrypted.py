from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, Verdict, unless
from policies.rules._checks import is_set


def check(queue: Resource, config: Config) -> Findings:
    yield from unless(_encrypted(queue), "messages are not encrypted", "kmsMasterKeyId")


def remediate(queue: Resource, config: Config) -> Mapping[str, Any] | None:
    """By SQS, whose key costs nothing: which key of the team is right, only the team knows."""
    return {"sqsManagedSseEnabled": True} if _encrypted(queue) is Verdict.NO else None


def _encrypted(queue: Resource) -> Verdict:
    by_sqs = queue["sqsManagedSseEnabled"].test(lambda on: on is True)
    return is_set(queue["kmsMasterKeyId"]) | by_sqs


RULE = ResourceRule(
    name="sqs-encrypted",
    title="SQS queues are encrypted at rest.",
    why="Messages contain users' requests, and stay on disk until they are processed.",
    fix="Set kms_master_key_id or sqs_managed_sse_enabled=True.",
    severity=Severity.MEDIUM,
    types=("aws:sqs/queue:Queue",),
    controls=("SQS.1", "AwsSolutions-SQS2"),
    check=check,
    remediate=remediate,
)
