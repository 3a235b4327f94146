from __future__ import annotations

from dataclasses import replace

from policies.engine import Config, Findings, Severity, Stack, StackRule

_MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"
_SOURCES = ("aws:sqs/queue:Queue", "aws:kinesis/stream:Stream", "aws:dynamodb/table:Table")
_SERVICES = (":sqs:", ":kinesis:", ":dynamodb:")


def check(stack: Stack, config: Config) -> Findings:
    for mapping in stack.of_type(_MAPPING):
        source = mapping["eventSourceArn"]
        in_batches = any(each.type in _SOURCES for each in stack.sources(mapping, "eventSourceArn"))
        if in_batches or any(service in source.text for service in _SERVICES):
            for finding in mapping["functionResponseTypes"].must(
                lambda types: "ReportBatchItemFailures" in types, "one failed message repeats its whole batch"
            ):
                yield replace(finding, resource=mapping)


RULE = StackRule(
    name="lambda-partial-batch",
    title="Event source mappings of queues and streams report failed messages one by one.",
    why="Otherwise one bad message repeats the others of its batch: work is done, and paid, again and again.",
    fix='Set function_response_types=["ReportBatchItemFailures"], and return the failed messages from the function.',
    severity=Severity.MEDIUM,
    types=(_MAPPING, *_SOURCES),
    link="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
    check=check,
)
