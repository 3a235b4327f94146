"""Mutations that the pack lets through, each with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.guardrails.mutations.mutation import Mutation


@dataclass(frozen=True)
class Reason:
    type: str
    """Without the provider."""
    path: str
    """Expression for the whole path; empty for the resource."""
    text: str

    def fits(self, mutation: Mutation) -> bool:
        short = mutation.resource.type.removeprefix("aws:")
        return short == self.type and re.fullmatch(self.path, mutation.path) is not None


REASONS = (
    Reason(
        "apigatewayv2/authorizer:Authorizer",
        r"jwtConfiguration\.issuer",
        "Which issuer is the right one is a setting; the option `issuers` of apigw-jwt-authorizer names it.",
    ),
    Reason(
        "cloudwatch/logGroup:LogGroup",
        r"",
        "What wrote to the group refers to it by an id that is then unknown: Pulumi refuses the program itself.",
    ),
    Reason(
        "cloudwatch/metricAlarm:MetricAlarm",
        r"comparisonOperator|threshold|evaluationPeriods",
        "Of an alarm on invocations no threshold and no time is wrong by itself: they are traffic, not failures.",
    ),
    Reason("costexplorer/anomalyMonitor:AnomalyMonitor", r"", "The budget remains, and holds what is promised."),
    Reason("costexplorer/anomalySubscription:AnomalySubscription", r"", "The budget remains, as above."),
    Reason("ec2/flowLog:FlowLog", r"iamRoleArn", "AWS refuses a flow log to CloudWatch Logs without a role."),
    Reason(
        "iam/rolePolicy:RolePolicy",
        r"policy\.Statement\[1\]\.Resource",
        "The action lists names of log groups; AWS takes no narrower resource for it.",
    ),
    Reason("kms/key:Key", r"", "What it encrypts refers to it: Pulumi refuses the program itself."),
    Reason("kms/key:Key", r"policy", "AWS's default policy lets the account's IAM policies decide, which rules judge."),
    Reason(
        "kms/key:Key",
        r"policy\.Statement\[1\]\.Condition",
        "The statement names this account, whose IAM policies still decide; iam-no-decrypt-all-keys judges those.",
    ),
    Reason(
        "lambda/eventSourceMapping:EventSourceMapping",
        r"scalingConfig(\.maximumConcurrency)?",
        "The function's reserved concurrency is the limit of what runs at once.",
    ),
    Reason(
        "lambda/permission:Permission",
        r"sourceAccount|sourceArn",
        "The permission has both, and either is enough to shut out other customers.",
    ),
    Reason(
        "rds/cluster:Cluster",
        r"vpcSecurityGroupIds(\[\d\])?",
        "The cluster then has the default group of its VPC, which vpc-default-sg-closed keeps empty.",
    ),
    Reason("rds/subnetGroup:SubnetGroup", r"", "The cluster names the group: AWS refuses it without."),
    Reason(
        "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        r"rules\[\d\]\.filter\.prefix",
        "The rule deletes less. What remains costs, and is not less protected.",
    ),
    Reason(
        "s3/bucketOwnershipControls:BucketOwnershipControls",
        r"rule\.objectOwnership",
        "The rule is waived for the bucket that CloudFront writes logs to with an ACL.",
    ),
    Reason(
        "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        r"|rules.*",
        "The bucket takes access logs, which AWS writes with its own key only; that is its default.",
    ),
)


def reason_for(mutation: Mutation) -> str:
    """Empty if there is none."""
    return next((reason.text for reason in REASONS if reason.fits(mutation)), "")
