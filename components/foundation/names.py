"""Physical names and ARNs, built from values known before deployment, so that a preview shows whole policies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

#: Alias of a function's current version. All callers use it, so that a version can be rolled back.
LIVE = "live"
#: The project's name. Names of all resources begin with it, and the `alex` command finds them by it.
PROJECT = "alex"


def check_stack_name(stack: str) -> None:
    """Raises ValueError for a name by which AWS would refuse one of the resources.

    Lambda and IAM names have at most 64 characters, which must fit the longest `alex-<stack>-<thing>`. RDS refuses an
    identifier with two hyphens in a row or at its end.
    """
    if len(stack) > 30 or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", stack):
        raise ValueError(
            "a stack's name must be 1..30 lower-case letters, digits and single hyphens, which do not end it, "
            f"not {stack!r}"
        )


@dataclass(frozen=True)
class Names:
    """Physical names `alex-<stack>-<thing>` and their ARNs in one region of one account."""

    project: str
    stack: str
    region: str
    account: str

    def __post_init__(self) -> None:
        check_stack_name(self.stack)

    @classmethod
    def current(cls, region: str) -> Names:
        """Names of the running stack in the account of the current credentials."""
        account = aws.get_caller_identity().account_id
        return cls(pulumi.get_project(), pulumi.get_stack(), region, account)

    @property
    def prefix(self) -> str:
        """Name of resources that exist once per stack, e.g. the database cluster."""
        return f"{self.project}-{self.stack}"

    @property
    def root_arn(self) -> str:
        """The account as a principal."""
        return f"arn:aws:iam::{self.account}:root"

    @property
    def key_alias(self) -> str:
        return f"alias/{self.prefix}"

    @property
    def cluster_arn(self) -> str:
        return self._arn("rds", f"cluster:{self.prefix}")

    @property
    def master_secret_arn_pattern(self) -> str:
        """RDS names this secret after the cluster's resource id, which is unknown before deployment."""
        return self._arn("secretsmanager", "secret:rds!cluster-*")

    def of(self, thing: str) -> str:
        return f"{self.prefix}-{thing}"

    def live_function(self, function: str) -> str:
        """Function name with alias, as callers use it."""
        return f"{self.of(function)}:{LIVE}"

    def live_function_arn(self, function: str) -> str:
        return self._arn("lambda", f"function:{self.live_function(function)}")

    def role_arn(self, function: str) -> str:
        return f"arn:aws:iam::{self.account}:role/{self.of(function)}"

    def queue_arn(self, queue: str) -> str:
        return self._arn("sqs", self.of(queue))

    def topic_arn(self, topic: str) -> str:
        return self._arn("sns", self.of(topic))

    def alarm_arn(self, alarm: str) -> str:
        return self._arn("cloudwatch", f"alarm:{self.of(alarm)}")

    @property
    def alarm_arn_pattern(self) -> str:
        return self._arn("cloudwatch", f"alarm:{self.prefix}-*")

    @property
    def schedules_arn(self) -> str:
        """EventBridge Scheduler's default group, on behalf of which it assumes the roles of its schedules."""
        return self._arn("scheduler", "schedule-group/default")

    def bucket(self, thing: str) -> str:
        """Bucket names are global, so they contain the account id."""
        return f"{self.of(thing)}-{self.account}"

    def bucket_arn(self, thing: str) -> str:
        return f"arn:aws:s3:::{self.bucket(thing)}"

    @property
    def bedrock_project_arn(self) -> str:
        """The account's default project, to which a model call belongs that names none."""
        return f"arn:aws:bedrock:{self.region}:{self.account}:project/default"

    def edge_function_arn(self, function: str) -> str:
        """CloudFront ARNs have no region."""
        return f"arn:aws:cloudfront::{self.account}:function/{self.of(function)}"

    @property
    def distribution_arn_pattern(self) -> str:
        """CloudFront assigns the id of a distribution."""
        return f"arn:aws:cloudfront::{self.account}:distribution/*"

    def secret_arn_pattern(self, secret: str) -> str:
        """Secrets Manager appends a hyphen and six random characters to a secret's ARN."""
        return self._arn("secretsmanager", f"secret:{self.of(secret)}-??????")

    @property
    def trail_arn(self) -> str:
        return self._arn("cloudtrail", f"trail/{self.prefix}")

    @property
    def trail_log_group(self) -> str:
        return f"/aws/cloudtrail/{self.prefix}"

    @property
    def flow_log_group(self) -> str:
        return f"/aws/vpc/{self.prefix}"

    @property
    def flow_log_arn_pattern(self) -> str:
        """EC2 assigns the id of a flow log."""
        return self._arn("ec2", "vpc-flow-log/*")

    @property
    def database_instance_arn_pattern(self) -> str:
        return self._arn("rds", f"db:{self.prefix}-*")

    @property
    def access_log_group(self) -> str:
        return f"/aws/apigateway/{self.prefix}"

    @property
    def waf_log_group(self) -> str:
        """AWS WAF writes only to log groups with this prefix."""
        return f"aws-waf-logs-{self.prefix}"

    @property
    def database_log_group(self) -> str:
        """RDS determines this name."""
        return f"/aws/rds/cluster/{self.prefix}/postgresql"

    def function_log_group(self, function: str) -> str:
        return f"/aws/lambda/{self.of(function)}"

    def log_groups(self, functions: Iterable[str]) -> list[str]:
        """Every log group of a stack with these functions."""
        return [
            *map(self.function_log_group, functions),
            self.access_log_group,
            self.database_log_group,
            self.waf_log_group,
            self.flow_log_group,
            self.trail_log_group,
        ]

    def log_group_arn(self, log_group: str) -> str:
        return self._arn("logs", f"log-group:{log_group}")

    def service(self, service: str) -> str:
        """Host name of a regional service, the value of `kms:ViaService`."""
        return f"{service}.{self.region}.amazonaws.com"

    def _arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"
