from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.actions import means
from policies.iam.conditions import demands, narrowed
from policies.iam.document import Statement
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.statements import each_statement, listing

GIVES_AWAY = (
    "backup:PutBackupVaultAccessPolicy",
    "ec2:ModifyImageAttribute",
    "ec2:ModifySnapshotAttribute",
    "ecr:SetRepositoryPolicy",
    "glue:PutResourcePolicy",
    "kms:PutKeyPolicy",
    "lambda:AddLayerVersionPermission",
    "lambda:AddPermission",
    "logs:PutResourcePolicy",
    "logs:PutSubscriptionFilter",
    "rds:ModifyDBClusterSnapshotAttribute",
    "rds:ModifyDBSnapshotAttribute",
    "s3:PutAccessPointPolicy",
    "s3:PutBucketAcl",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutObjectAcl",
    "s3:PutReplicationConfiguration",
    "secretsmanager:PutResourcePolicy",
    "sns:AddPermission",
    "sns:SetTopicAttributes",
    "sqs:AddPermission",
    "sqs:SetQueueAttributes",
)
"""Actions that share stored data with others, or copy it elsewhere."""
_GRANT = "kms:CreateGrant"
_GRANTEE = ("kms:granteeprincipal", "kms:granteeserviceprincipal")


def _judge_identity(statement: Statement, config: Config) -> Iterator[Finding]:
    found = [action for action in GIVES_AWAY if any(means(pattern, action) for pattern in statement.actions)]
    if statement.allows and found:
        yield Finding(f"allows {listing(found)}, which can expose data outside the stack", f"{statement.path}.Action")
    yield from _judge_grant(statement, config)


def _judge_grant(statement: Statement, config: Config) -> Iterator[Finding]:
    grants = any(means(pattern, _GRANT) for pattern in statement.actions)
    bounded = demands(statement.conditions, "kms:grantisforawsresource", "true") or narrowed(
        statement.conditions, _GRANTEE
    )
    if statement.allows and grants and not bounded:
        yield Finding(f"allows {_GRANT} without a limit on grantee or purpose", f"{statement.path}.Condition")


RULE = ResourceRule(
    name="iam-no-data-exfiltration",
    title="Policies do not allow sharing the stack's data with others at run time.",
    why="One changed resource policy, grant or replication rule exports data without a single suspicious read.",
    fix=(
        "Leave such changes to the deployment. For kms:CreateGrant, require kms:GrantIsForAWSResource or a grantee "
        "principal."
    ),
    severity=Severity.CRITICAL,
    types=types_with(PolicyType.IDENTITY, PolicyType.KEY),
    check=lambda resource, config: (
        *each_statement(_judge_identity, PolicyType.IDENTITY)(resource, config),
        *each_statement(_judge_grant, PolicyType.KEY)(resource, config),
    ),
)
