"""Buckets of Langfuse on ECS: events before they are processed, media of traces, logs of the load balancer."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.foundation.context import StackContext
from components.foundation.names import Names
from components.foundation.policy import Statement
from components.foundation.private_bucket import PrivateBucket, PrivateBucketArgs
from components.foundation.self_hosted.names import BALANCER_LOGS, EVENTS, MEDIA

#: Langfuse reads an event once, minutes after it came. What it keeps is in ClickHouse.
_EVENT_DAYS = 90
_LOG_DAYS = 365


@dataclass(frozen=True)
class BucketsArgs:
    context: StackContext
    access_logs: PrivateBucket


class LangfuseBuckets(pulumi.ComponentResource):
    """`balancer_logs` takes the load balancer's access logs."""

    def __init__(self, name: str, args: BucketsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:LangfuseBuckets", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        events = PrivateBucketArgs(args.context, EVENTS, args.access_logs, expire_after_days=_EVENT_DAYS)
        PrivateBucket(EVENTS, events, child)
        # Nothing expires here: Langfuse refers to a file for ever, and never uploads one a second time.
        PrivateBucket(MEDIA, PrivateBucketArgs(args.context, MEDIA, args.access_logs), child)
        self.balancer_logs = PrivateBucket(
            BALANCER_LOGS,
            PrivateBucketArgs(
                args.context,
                BALANCER_LOGS,
                args.access_logs,
                statements=[_take_balancer_logs(args.context.names)],
                # Load balancers do not deliver to a bucket with SSE-KMS default encryption.
                encryption="s3-managed",
                expire_after_days=_LOG_DAYS,
            ),
            child,
        )
        self.register_outputs({})


def _take_balancer_logs(names: Names) -> Statement:
    balancers = f"arn:aws:elasticloadbalancing:{names.region}:{names.account}:loadbalancer/*"
    return Statement(
        sid="TakeBalancerLogs",
        principal={"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        actions=("s3:PutObject",),
        resources=(f"{names.bucket_arn(BALANCER_LOGS)}/AWSLogs/{names.account}/*",),
        conditions={
            "StringEquals": {"aws:SourceAccount": names.account},
            "ArnLike": {"aws:SourceArn": balancers},
        },
    )
