"""Conditions that stand in for an ARN: where one cannot be written, or is not known in advance."""

from __future__ import annotations

from policies.iam.actions import Action
from policies.iam.conditions import narrowed
from policies.iam.document import Statement

_TAGS = ("aws:resourcetag/", "secretsmanager:resourcetag/")

SCOPED_BY: dict[str, tuple[str, ...]] = {
    # Metrics have no ARN; the data's ARN is of a data set, which few accounts use.
    "cloudwatch:PutMetricData": ("cloudwatch:namespace",),
    # Lambda makes network interfaces in subnets whose ids only the deployment knows.
    "ec2:CreateNetworkInterface": ("ec2:vpc", "ec2:subnet", "lambda:sourcefunctionarn"),
    "ec2:DeleteNetworkInterface": ("ec2:vpc", "ec2:subnet", "lambda:sourcefunctionarn"),
    # A key's id is random; its alias is known before it exists.
    "kms:Decrypt": ("kms:resourcealiases", "kms:requestalias"),
    "kms:DescribeKey": ("kms:resourcealiases", "kms:requestalias"),
    "kms:Encrypt": ("kms:resourcealiases", "kms:requestalias"),
    "kms:GenerateDataKey": ("kms:resourcealiases", "kms:requestalias"),
    "kms:ReEncryptFrom": ("kms:resourcealiases", "kms:requestalias"),
    "kms:ReEncryptTo": ("kms:resourcealiases", "kms:requestalias"),
}
"""Action to the condition keys, lower case, of which one must narrow for a wildcard to be accepted."""


def scoped_by_condition(action: Action, statement: Statement) -> bool:
    """Instead of a name: a key documented for this action, or a tag of the resource where the action looks at tags."""
    tags = tuple(f"{tag}*" for tag in _TAGS if any(key.startswith(tag) for key in action.condition_keys))
    return scoped_without_arn(action, statement) or narrowed(statement.conditions, tags)


def scoped_without_arn(action: Action, statement: Statement) -> bool:
    """Instead of any ARN: tags do not count, because account, region and type can be written beside them."""
    return narrowed(statement.conditions, SCOPED_BY.get(action.name, ()))
