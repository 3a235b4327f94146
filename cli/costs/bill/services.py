"""Names of services on the bill, by what the estimate prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from estimate.meters import Line

BEDROCK = "Amazon Bedrock"
#: Start of a meter of `estimate/prices.csv` to the name that Cost Explorer groups by.
_BY_METER = {
    "waf": "AWS WAF",
    "alarm": "AmazonCloudWatch",
    "dashboard": "AmazonCloudWatch",
    "metric": "AmazonCloudWatch",
    "logs": "AmazonCloudWatch",
    "kms": "AWS Key Management Service",
    "secret": "AWS Secrets Manager",
    "aurora": "Amazon Relational Database Service",
    "rds": "Amazon Relational Database Service",
    "lambda": "AWS Lambda",
    "sqs": "Amazon Simple Queue Service",
    "sns": "Amazon Simple Notification Service",
    "api": "Amazon API Gateway",
    "cloudfront": "Amazon CloudFront",
    "s3": "Amazon Simple Storage Service",
    "trail": "AWS CloudTrail",
    "xray": "AWS X-Ray",
    "scheduler": "CloudWatch Events",
    "cognito": "Amazon Cognito",
    "fargate": "Amazon Elastic Container Service",
    "balancer": "Amazon Elastic Load Balancing",
    "address": "Amazon Virtual Private Cloud",
    "nat": "EC2 - Other",
    "valkey": "Amazon ElastiCache",
    "efs": "Amazon Elastic File System",
    "backup": "AWS Backup",
    "dns": "Amazon Route 53",
}


def service_of(line: Line) -> str:
    """Raises KeyError for a meter that is not in the table."""
    return BEDROCK if line.type == "model" else _BY_METER[line.price.meter.partition(".")[0]]


def estimated_by_service(lines: Iterable[Line]) -> dict[str, float]:
    """US dollars of a month."""
    found: dict[str, float] = defaultdict(float)
    for line in lines:
        found[service_of(line)] += line.month_usd
    return dict(found)


def billed_as(service: str) -> str:
    """A model of another maker has a separate service on the bill, such as `Claude (Amazon Bedrock Edition)`."""
    return BEDROCK if BEDROCK in service else service
