"""Changes to examples that their rules refuse, where the mutations of tests/guardrails/mutations make none."""

from __future__ import annotations

from dataclasses import replace

from policies.testing import make
from tests.guardrails.mistakes import Change, Resources, add, put, write

_ANYWHERE = put("orders", "cidrIpv4", "0.0.0.0/0")
_SSH = (put("orders", "fromPort", 22), put("orders", "toPort", 22))
_KEY = [{"name": "AWS_SECRET_ACCESS_KEY", "value": "wJalrXUtnFEMI"}]
_ADMINISTER = {
    "Effect": "Allow",
    "Action": ["iam:AttachRolePolicy"],
    "Resource": ["arn:aws:iam::123456789012:role/shop-prod-orders"],
}
_CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
_MANAGED = {"policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess", "role": "shop-prod-orders"}


def _container(path: str, value: object) -> Change:
    return write("orders", "containerDefinitions", f"[0].{path}", value)


def _statement(element: str, value: object) -> Change:
    return write("orders", "policy", f"Statement[0].{element}", value)


def _twice(resources: Resources) -> Resources:
    """Another function with the same role."""
    (function,) = (each for each in resources if each.type == "aws:lambda/function:Function")
    return (*resources, replace(function, name="returns", urn=f"{function.urn}-returns"))


WORSE: dict[str, tuple[Change, ...]] = {
    "alb-desync": (put("web", "desyncMitigationMode", "monitor"),),
    "apigw-authorizer-exists": (put("orders", "authorizerId", "of-another"),),
    "budget-covers-idle": (put("monthly", "limitAmount", "1"),),
    "cloudfront-dynamic-not-cached": (put("api", "defaultCacheBehavior.cachePolicyId", _CACHING_OPTIMIZED),),
    "cloudfront-geo": (put("shop", "restrictions.geoRestriction.restrictionType", "none"),),
    "cloudfront-origin-exists": (put("shop", "origins[0].domainName", "gone.s3.amazonaws.com"),),
    "ecs-fargate-version": (put("shop", "platformVersion", "1.3.0"),),
    "ecs-logging": (_container("logConfiguration", None),),
    "ecs-no-env-secrets": (_container("environment", _KEY),),
    "ecs-no-plain-env": (_container("environment", _KEY),),
    "ecs-non-privileged": (_container("privileged", True),),
    "ecs-non-root": (_container("user", "root"),),
    "ecs-pid-mode": (put("orders", "pidMode", "host"),),
    "ecs-readonly-root": (_container("readonlyRootFilesystem", False),),
    "iam-action-exists": (_statement("Action", ["sqs:SendMesage"]),),
    "iam-arn-within-stack": (_statement("Resource", ["arn:aws:sqs:us-east-1:123456789012:shop-*"]),),
    "iam-grants-something": (_statement("Resource", ["arn:aws:sns:us-east-1:123456789012:shop-prod-alarms"]),),
    "iam-no-admin": (_statement("Action", ["*"]), _statement("Resource", ["*"])),
    "iam-no-aws-managed": (add(make("aws:iam/rolePolicyAttachment:RolePolicyAttachment", _MANAGED)),),
    "iam-no-exclusive-conflict": (put("orders", "inlinePolicies", [{"name": "more", "policy": "{}"}]),),
    "iam-no-not-element": (_statement("Action", None), _statement("NotAction", ["sqs:DeleteQueue"])),
    "iam-no-privilege-escalation": (write("orders", "policy", "Statement[0]", _ADMINISTER),),
    "iam-valid-document": (put("orders", "policy", "{"),),
    "lambda-env-https": (put("orders", "environment.variables.PARTNER_URL", "http://partner.example"),),
    "lambda-own-role": (_twice,),
    "rds-version-supported": (put("orders", "engineVersion", "12.4"),),
    "references-own-account": (put("orders", "kmsKeyId", "arn:aws:kms:us-east-1:210987654321:key/theirs"),),
    "s3-current-types": (add(make("aws:s3/bucketV2:BucketV2")),),
    "secret-not-in-state": (add(make("aws:secretsmanager/secretVersion:SecretVersion", {"secretString": "hunter2"})),),
    "sg-description": (put("database", "description", "Managed by Pulumi"),),
    "sg-no-high-risk-ports": (_ANYWHERE, *_SSH),
    "sg-no-open-ingress": (_ANYWHERE,),
    "sg-no-rule-conflict": (put("database", "ingress", [{"fromPort": 443, "toPort": 443, "protocol": "tcp"}]),),
    "sg-open-only-authorized": (_ANYWHERE,),
}
"""By rule, in the order in which they are made."""
