"""A function's environment, derived from its grants: it is told of exactly what it may use.

The names are a contract with `agent_runtime.settings`; a test holds the two together. No value is a secret.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.compute.job_queue import MAX_RECEIVES
from components.data.database import DATABASE_NAME
from components.foundation.functions import LANGFUSE_SECRET, ORIGIN_SECRET, FunctionSpec, own_langfuse_secret
from components.foundation.grants import (
    ConsumeFrom,
    FillSecret,
    Grant,
    InvokeFunctions,
    InvokeModel,
    ReadMasterSecret,
    ReadSecret,
    RotateOriginSecret,
    RotateSecret,
    SendTo,
    UseDataApi,
)
from components.foundation.names import Names
from components.foundation.settings import Settings

Variables = dict[str, pulumi.Input[str]]

#: A planner's claim on a job outlives its function, so that nobody else runs the job meanwhile.
LEASE_MARGIN_SECONDS = 30


@dataclass(frozen=True)
class FunctionInputs:
    """What exists around the functions."""

    names: Names
    settings: Settings
    secret_arns: Mapping[str, pulumi.Input[str]]
    queue_urls: Mapping[str, pulumi.Input[str]]
    cluster_arn: pulumi.Input[str]
    master_secret_arn: pulumi.Input[str]


def lease_seconds(spec: FunctionSpec) -> int:
    return spec.timeout_seconds + LEASE_MARGIN_SECONDS


def variables(spec: FunctionSpec, around: FunctionInputs) -> Variables:
    """Environment variables of one function. Raises TypeError for a grant that says nothing about variables here."""
    merged: Variables = _common(spec, around)
    for grant in spec.grants:
        merged |= _of_grant(grant, spec, around)
    return merged


def _common(spec: FunctionSpec, around: FunctionInputs) -> Variables:
    return {
        "ALEX_STACK": around.names.stack,
        "ALEX_ENVIRONMENT": around.settings.environment,
        "ALEX_FUNCTION": spec.name,
        "ALEX_TITLE": spec.label,
        "ALEX_RELEASE": around.settings.release,
        "POWERTOOLS_SERVICE_NAME": spec.name,
        "POWERTOOLS_METRICS_NAMESPACE": "Alex",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }


def _of_grant(grant: Grant, spec: FunctionSpec, around: FunctionInputs) -> Variables:
    settings = around.settings
    match grant:
        case InvokeModel():
            return {"BEDROCK_MODEL_ID": str(settings.model_of(spec.name)), "BEDROCK_REGION": settings.region}
        case ReadSecret(secret) if secret in {LANGFUSE_SECRET, own_langfuse_secret(spec.name)}:
            return {
                "LANGFUSE_BASE_URL": settings.langfuse_base_url,
                "LANGFUSE_SECRET_ARN": around.secret_arns[secret],
                "LANGFUSE_CONTENT": settings.trace_content,
                "LANGFUSE_SAMPLE_RATE": str(settings.trace_sample_percent / 100),
                "LANGFUSE_FLUSH_SECONDS": str(settings.trace_flush_milliseconds / 1000),
            }
        case ReadSecret(secret) if secret == ORIGIN_SECRET:
            return {"ORIGIN_SECRET_ARN": around.secret_arns[secret]}
        case RotateOriginSecret(secret, edge_function):
            return {
                "ORIGIN_SECRET_ARN": around.secret_arns[secret],
                "ORIGIN_FUNCTION_NAME": around.names.of(edge_function),
            }
        case UseDataApi(secret):
            return {
                "DATABASE_CLUSTER_ARN": around.cluster_arn,
                "DATABASE_SECRET_ARN": around.secret_arns[secret],
                "DATABASE_NAME": DATABASE_NAME,
            }
        case ReadMasterSecret():
            return {"DATABASE_MASTER_SECRET_ARN": around.master_secret_arn}
        case RotateSecret(_, candidate):
            return {"DATABASE_CANDIDATE_SECRET_ARN": around.secret_arns[candidate]}
        case InvokeFunctions(functions):
            specialists = {function: around.names.live_function(function) for function in functions}
            return {
                "PLANNER_SPECIALISTS": json.dumps(specialists),
                "PLANNER_LEASE_SECONDS": str(lease_seconds(spec)),
                # The last delivery of a message is the last attempt at its job.
                "PLANNER_MAX_ATTEMPTS": str(MAX_RECEIVES),
            }
        case SendTo(queue):
            # Whoever queues jobs is who refuses them.
            limits = {
                "ALEX_MONTHLY_USER_LIMIT_USD": str(settings.monthly_user_limit_usd),
                "ALEX_MAX_UNFINISHED_JOBS": str(settings.max_unfinished_jobs),
            }
            return {f"{queue.upper()}_QUEUE_URL": around.queue_urls[queue], **limits}
        case ConsumeFrom() | FillSecret():
            return {}
        case _:
            raise TypeError(f"{spec.name}: no variables are defined for {grant}")
