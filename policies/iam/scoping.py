"""Conditions accepted in place of an ARN, where none exists or none is known in advance."""

from __future__ import annotations

from policies.iam.actions import Action
from policies.iam.conditions import narrowed
from policies.iam.document import Statement

_TAGS = ("aws:resourcetag/", "secretsmanager:resourcetag/")

SCOPED_BY: dict[str, tuple[str, ...]] = {
    # Metrics have no ARN. The ARN in the data is that of a data set, which few accounts use.
    "cloudwatch:PutMetricData": ("cloudwatch:namespace",),
    # Lambda creates network interfaces in subnets whose ids are unknown before the deployment.
    "ec2:CreateNetworkInterface": ("ec2:vpc", "ec2:subnet", "lambda:sourcefunctionarn"),
    "ec2:DeleteNetworkInterface": ("ec2:vpc", "ec2:subnet", "lambda:sourcefunctionarn"),
    # The id of a key is random. Its alias is known before the key exists.
    "kms:Decrypt": ("kms:resourcealiases", "kms:requestalias"),
    "kms:DescribeKey": ("kms:resourcealiases", "kms:requestalias"),
    "kms:Encrypt": ("kms:resourcealiases", "kms:requestalias"),
    "kms:GenerateDataKey": ("kms:resourcealiases", "kms:requestalias"),
    "kms:ReEncryptFrom": ("kms:resourcealiases", "kms:requestalias"),
    "kms:ReEncryptTo": ("kms:resourcealiases", "kms:requestalias"),
}
"""Action to condition keys (lower case). A wildcard is accepted if a condition narrows on one of them."""


def scoped_by_condition(action: Action, statement: Statement) -> bool:
    """Whether a condition replaces the resource name: on a key of SCOPED_BY, or on a tag that the action supports."""
    tags = tuple(f"{tag}*" for tag in _TAGS if any(key.startswith(tag) for key in action.condition_keys))
    return scoped_without_arn(action, statement) or narrowed(statement.conditions, tags)


def scoped_without_arn(action: Action, statement: Statement) -> bool:
    """Whether a condition replaces the whole ARN. Tags do not: account, region and type can be written beside them."""
    return narrowed(statement.conditions, SCOPED_BY.get(action.name, ()))
