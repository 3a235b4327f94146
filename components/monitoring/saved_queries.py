"""Saved CloudWatch Logs Insights queries. A test checks that the runtime logs the fields they use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.foundation.function_spec import FunctionSpec
from components.foundation.names import Names

#: JOB_ID is to be replaced in the console.
ONE_JOB = """\
fields @timestamp, service, level, message, duration_ms, error_kind, @message
| filter job_id = "JOB_ID"
| sort @timestamp asc
| limit 1000"""

#: The runtime logs only statements slower than 100 ms.
SLOWEST_QUERIES = """\
filter message = "slow statement"
| stats count(*) as statements, max(duration_ms) as slowest_ms, avg(duration_ms) as average_ms by operation, service
| sort slowest_ms desc
| limit 50"""

ERRORS_BY_AGENT = """\
filter message = "agent finished" and ispresent(error_kind)
| stats count(*) as failures, count_distinct(job_id) as jobs, latest(job_id) as latest_job by service, error_kind
| sort failures desc"""

#: A metric's line has one value for each run of the statement in that invocation.
LATENCY_BY_STATEMENT = """\
fields jsonParse(@message) as line
| filter ispresent(DataApiLatency.0)
| unnest line.DataApiLatency into run_ms
| stats count(*) as runs, pct(run_ms, 95) as p95_ms, max(run_ms) as slowest_ms by Operation, service
| sort p95_ms desc
| limit 100"""

#: Which function an alarm of all functions is about.
SLOWEST_INVOCATIONS = """\
filter type = "platform.report"
| stats count(*) as invocations, max(record.metrics.durationMs) as slowest_ms,
    max(record.metrics.initDurationMs) as slowest_start_ms,
    max(record.metrics.restoreDurationMs) as slowest_restore_ms by @log
| sort slowest_ms desc"""

TOKENS_BY_AGENT = """\
filter message = "agent finished"
| stats sum(usage.input_tokens) as input, sum(usage.cached_input_tokens) as cached, sum(usage.output_tokens) as output
    by service
| sort input desc"""

COST_BY_AGENT = """\
filter message = "agent finished"
| stats sum(usage.cost_usd) as usd, sum(usage.model_calls) as calls, count_distinct(job_id) as jobs
    by bin(1d) as day, service, model
| sort day desc, usd desc"""

TOOL_CALLS = """\
filter message = "tool called"
| stats count(*) as calls, count_distinct(job_id) as jobs by service, tool
| sort calls desc"""

COST_BY_USER = """\
filter message = "agent finished"
| stats sum(usage.cost_usd) as usd, sum(usage.input_tokens) as input_tokens,
    sum(usage.output_tokens) as output_tokens, count_distinct(job_id) as jobs by user_id
| sort usd desc
| limit 100"""


@dataclass(frozen=True)
class Query:
    name: str
    text: str
    functions: Literal["all", "agents"]
    """Functions whose log groups the query reads."""


QUERIES = (
    Query("one-job", ONE_JOB, "all"),
    Query("slowest-queries", SLOWEST_QUERIES, "all"),
    Query("errors-by-agent", ERRORS_BY_AGENT, "agents"),
    Query("latency-by-statement", LATENCY_BY_STATEMENT, "all"),
    Query("slowest-invocations", SLOWEST_INVOCATIONS, "all"),
    Query("tokens-by-agent", TOKENS_BY_AGENT, "agents"),
    Query("cost-by-agent", COST_BY_AGENT, "agents"),
    Query("tool-calls", TOOL_CALLS, "agents"),
    Query("cost-by-user", COST_BY_USER, "agents"),
)


@dataclass(frozen=True)
class SavedQueriesArgs:
    names: Names
    functions: Sequence[FunctionSpec]


class SavedQueries(pulumi.ComponentResource):
    """Queries appear in the console in the folder `alex-<stack>`."""

    def __init__(self, name: str, args: SavedQueriesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:SavedQueries", name, None, opts)
        for query in QUERIES:
            read = [spec for spec in args.functions if query.functions == "all" or spec.kind == "agent"]
            aws.cloudwatch.QueryDefinition(
                f"{name}-{query.name}",
                name=f"{args.names.prefix}/{query.name}",
                query_string=query.text,
                log_group_names=[args.names.function_log_group(spec.name) for spec in read],
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({})
