"""Job queue from the API to the planner with at-least-once delivery, and its dead-letter queue."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.compute.queue import create_dead_letter_queue, create_queue
from components.foundation import time_limits
from components.foundation.context import StackContext


@dataclass(frozen=True)
class JobQueueArgs:
    context: StackContext
    queue: str
    """Logical name; the dead-letter queue is `<queue>-dlq`."""


class JobQueue(pulumi.ComponentResource):
    """Job queue and dead-letter queue."""

    def __init__(self, name: str, args: JobQueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:JobQueue", name, None, opts)
        dlq = create_dead_letter_queue(self, args.context, f"{args.queue}-dlq", source_queue=args.queue)
        queue = create_queue(
            self,
            args.context,
            args.queue,
            visibility_timeout_seconds=time_limits.QUEUE_VISIBILITY,
            dead_letters=dlq,
            max_receives=time_limits.MAX_RECEIVES,
        )
        self.url = queue.url
        self.arn = queue.arn
        self.dlq_url = dlq.url
        self.register_outputs({"url": self.url, "dlqUrl": self.dlq_url})

    def feed(self, function: aws.lambda_.Alias, maximum_concurrency: int) -> aws.lambda_.EventSourceMapping:
        """Event source mapping: one message per invocation, with partial batch responses."""
        return aws.lambda_.EventSourceMapping(
            "jobs-source",
            event_source_arn=self.arn,
            function_name=function.arn,
            batch_size=1,
            function_response_types=["ReportBatchItemFailures"],
            scaling_config=aws.lambda_.EventSourceMappingScalingConfigArgs(maximum_concurrency=maximum_concurrency),
            opts=pulumi.ResourceOptions(parent=self),
        )
