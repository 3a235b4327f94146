"""The policy pack: an explicit list of rules, so that a diff shows every change."""

from __future__ import annotations

import gc
import os
from datetime import UTC, date, datetime
from functools import partial

from pulumi_policy import PolicyPack
from pulumi_policy import policy as sdk_policy

from policies.engine import Rule
from policies.engine.analyzer import OnePassAnalyzer
from policies.engine.policy import policies
from policies.engine.run import Run
from policies.engine.waiver import Waivers
from policies.rules import (
    apigateway,
    cloudfront,
    cloudtrail,
    cloudwatch,
    cost,
    ec2,
    ecs,
    elasticache,
    elb,
    general,
    iam,
    kms,
    lambda_,
    logs,
    rds,
    resource_policies,
    s3,
    secretsmanager,
    sns,
    sqs,
    tags,
    vpc,
    waf,
)
from policies.waivers import WAIVERS

NAME = "alex"
DESCRIPTION = "Rules for every stack of Alex: tags, private versioned S3 buckets, encryption, least privilege."

RULES: tuple[Rule, ...] = (
    *iam.RULES,
    *kms.RULES,
    *resource_policies.RULES,
    *ec2.RULES,
    *ecs.RULES,
    *elasticache.RULES,
    *elb.RULES,
    *general.RULES,
    *rds.RULES,
    *vpc.RULES,
    *apigateway.RULES,
    *cloudfront.RULES,
    *cloudtrail.RULES,
    *cloudwatch.RULES,
    *cost.RULES,
    *lambda_.RULES,
    *logs.RULES,
    *s3.RULES,
    *secretsmanager.RULES,
    *sns.RULES,
    *sqs.RULES,
    *tags.RULES,
    *waf.RULES,
)


def serve() -> None:
    """Serve the pack to Pulumi until Pulumi ends this process."""
    run = current_run(datetime.now(UTC).date())
    setattr(sdk_policy, "_PolicyAnalyzerServicer", partial(OnePassAnalyzer, run))  # noqa: B010 (it is private)
    listed = policies(RULES, run)
    gc.freeze()  # loaded modules stay: garbage collection over them took most of the time on large stacks
    PolicyPack(NAME, listed, description=DESCRIPTION)


def current_run(today: date) -> Run:
    """The deployment that Pulumi started this process for; its stack is unknown outside a deployment."""
    project, stack = os.environ.get("PULUMI_PROJECT", NAME), os.environ.get("PULUMI_STACK", "")
    return Run(project, stack, Waivers.of(WAIVERS, stack, today), lambda other: Waivers.of(WAIVERS, other, today))
