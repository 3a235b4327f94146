"""Functions for each resource type that change, read and delete it in the embedded AWS.

Importing this package registers them all. One file per AWS service, as in `local/engine/resources/`.
"""

from __future__ import annotations

from local.provider.resources.account import budgets, cloudtrail, iam, kms, secretsmanager
from local.provider.resources.compute import lambda_, scheduler, sqs
from local.provider.resources.data import ec2, ec2_routes, rds, s3
from local.provider.resources.edge import apigatewayv2, cloudfront, cognito, wafv2
from local.provider.resources.langfuse import backup, ecs, efs, elasticache, lb
from local.provider.resources.monitoring import cloudwatch, logs, sns

__all__ = [
    "apigatewayv2",
    "backup",
    "budgets",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "cognito",
    "ec2",
    "ec2_routes",
    "ecs",
    "efs",
    "elasticache",
    "iam",
    "kms",
    "lambda_",
    "lb",
    "logs",
    "rds",
    "s3",
    "scheduler",
    "secretsmanager",
    "sns",
    "sqs",
    "wafv2",
]
