"""The policy pack: an explicit list of rules, so that a diff shows every change."""

from __future__ import annotations

import gc
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import grpc
from pulumi.runtime.proto import analyzer_pb2_grpc
from pulumi_policy import EnforcementLevel

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
VERSION = "0.0.1"
"""The SDK's, which Pulumi ignores in favor of the one in PulumiPolicy.yaml."""
DESCRIPTION = "Rules for every stack of Alex: tags, private versioned S3 buckets, encryption, least privilege."

_LARGEST = 400 * 1024 * 1024
"""Bytes of a request, as in the SDK."""

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
    """Serve the pack to Pulumi until Pulumi ends this process, as the SDK's `PolicyPack` does, with our analyzer.

    One request at a time: Python would run no two at once, and further threads cost a fifth of the time of a request.
    """
    run = current_run(datetime.now(UTC).date())
    analyzer = OnePassAnalyzer(run, NAME, VERSION, policies(RULES, run), EnforcementLevel.ADVISORY, None, DESCRIPTION)
    server = grpc.server(ThreadPoolExecutor(max_workers=1), options=[("grpc.max_receive_message_length", _LARGEST)])
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(analyzer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    gc.freeze()  # loaded modules stay: garbage collection over them took most of the time on large stacks
    gc.enable()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    try:
        server.wait_for_termination()
    except KeyboardInterrupt:
        server.stop(None)


def current_run(today: date) -> Run:
    """The deployment that Pulumi started this process for; its stack is unknown outside a deployment."""
    project, stack = os.environ.get("PULUMI_PROJECT", NAME), os.environ.get("PULUMI_STACK", "")

    def waivers_of(project: str, stack: str) -> Waivers:
        return Waivers.of(WAIVERS, project, stack, today)

    return Run(project, stack, waivers_of(project, stack), waivers_of)
