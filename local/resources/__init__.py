"""A function per resource type of the program: creates it in the embedded AWS and returns its id and outputs.

Importing this package registers them all. A file per AWS service; `local/creation.py` says what a function may do.
"""

from __future__ import annotations

from local.resources import (
    account,
    apigatewayv2,
    budgets,
    cloudfront,
    cloudtrail,
    cloudwatch,
    cognito,
    ec2,
    iam,
    kms,
    lambda_,
    rds,
    s3,
    secretsmanager,
    sns,
    sqs,
    wafv2,
)

__all__ = [
    "account",
    "apigatewayv2",
    "budgets",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "cognito",
    "ec2",
    "iam",
    "kms",
    "lambda_",
    "rds",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "wafv2",
]
