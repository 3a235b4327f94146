"""A function for each resource type: it creates the resource in the embedded AWS and returns its id and outputs.

Importing this package registers them all. One file per AWS service; `local/engine/creation.py` says what a function may
do.
"""

from __future__ import annotations

from local.engine.resources.account import budgets, cloudtrail, iam, kms, lookups, secretsmanager
from local.engine.resources.compute import lambda_, scheduler, sqs
from local.engine.resources.data import ec2, ec2_routes, rds, s3
from local.engine.resources.edge import apigatewayv2, cloudfront, cognito, wafv2
from local.engine.resources.langfuse import backup, ecs, efs, elasticache, lb
from local.engine.resources.monitoring import cloudwatch, sns

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
    "lookups",
    "rds",
    "s3",
    "scheduler",
    "secretsmanager",
    "sns",
    "sqs",
    "wafv2",
]
