"""Environment variables of a function, derived from its grants: one set of variables per grant.

The names are a contract with `agent_runtime.settings`, which a test enforces. No value is a secret.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.data.database import DATABASE_NAME
from components.foundation import time_limits
from components.foundation.function_spec import FunctionSpec
from components.foundation.grants import (
    ConsumeFrom,
    DeleteTraces,
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
    WarmUpFunctions,
    WatchRotations,
)
from components.foundation.names import Names
from components.foundation.self_hosted.grants import SetUpLangfuse
from components.foundation.settings.settings import Settings
from components.foundation.shared_names import (
    API,
    LANGFUSE_SECRET,
    ORIGIN_SECRET,
    own_langfuse_secret,
)
from components.foundation.tags import stack_tags

Variables = dict[str, pulumi.Input[str]]


@dataclass(frozen=True)
class FunctionInputs:
    """Outputs of other resources that become environment variables."""

    names: Names
    settings: Settings
    secret_arns: Mapping[str, pulumi.Input[str]]
    queue_urls: Mapping[str, pulumi.Input[str]]
    cluster_arn: pulumi.Input[str]
    master_secret_arn: pulumi.Input[str]


def environment_variables(spec: FunctionSpec, inputs: FunctionInputs) -> Variables:
    """Environment variables of one function. Raises TypeError for a grant that `_of_grant` does not know."""
    merged: Variables = _common(spec, inputs)
    for grant in spec.grants:
        merged |= _of_grant(grant, spec, inputs)
    return merged


def _common(spec: FunctionSpec, inputs: FunctionInputs) -> Variables:
    return {
        "ALEX_STACK": inputs.names.stack,
        "ALEX_ENVIRONMENT": inputs.settings.environment,
        "ALEX_FUNCTION": spec.name,
        "ALEX_TITLE": spec.label,
        "ALEX_RELEASE": inputs.settings.release,
        "POWERTOOLS_SERVICE_NAME": spec.name,
        "POWERTOOLS_METRICS_NAMESPACE": "Alex",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }


def _of_grant(grant: Grant, spec: FunctionSpec, inputs: FunctionInputs) -> Variables:
    settings = inputs.settings
    match grant:
        case InvokeModel():
            return {
                "BEDROCK_MODEL_ID": str(settings.model_of(spec.name)),
                "BEDROCK_REGION": settings.region,
                "BEDROCK_READ_TIMEOUT_SECONDS": str(time_limits.MODEL_CALL),
            }
        case ReadSecret(secret) if secret in {LANGFUSE_SECRET, own_langfuse_secret(spec.name)}:
            return _tracing(settings, inputs.secret_arns[secret]) | _prompts(settings)
        case ReadSecret(secret) if secret == ORIGIN_SECRET:
            return {"ORIGIN_SECRET_ARN": inputs.secret_arns[secret]}
        case RotateOriginSecret(secret, edge_function):
            return _origin(secret, edge_function, inputs)
        case UseDataApi(secret):
            return _database(secret, spec, inputs)
        case DeleteTraces(secrets, scores):
            return _housekeeping(secrets, inputs) | _tracing(settings, inputs.secret_arns[scores])
        case WatchRotations(secrets):
            return {
                "ROTATION_DAYS": str(settings.secret_rotation_days),
                "ROTATION_SECRET_ARNS": _arns(secrets, inputs),
            }
        case ReadMasterSecret():
            return {"DATABASE_MASTER_SECRET_ARN": inputs.master_secret_arn}
        case RotateSecret(_, candidate):
            return {"DATABASE_CANDIDATE_SECRET_ARN": inputs.secret_arns[candidate]}
        case InvokeFunctions(functions):
            return _planning(functions, inputs.names)
        case WarmUpFunctions(functions):
            return {"WARM_UP_FUNCTIONS": json.dumps({name: inputs.names.live_function(name) for name in functions})}
        case SendTo(queue):
            return _queueing(queue, inputs)
        case ConsumeFrom() | FillSecret() | SetUpLangfuse():
            return {}
        case _:
            raise TypeError(f"{spec.name}: no variables are defined for {grant}")


def _tracing(settings: Settings, secret_arn: pulumi.Input[str]) -> Variables:
    return {
        "LANGFUSE_BASE_URL": settings.langfuse_base_url,
        "LANGFUSE_SECRET_ARN": secret_arn,
        "LANGFUSE_CONTENT": settings.trace_content,
        "LANGFUSE_SAMPLE_RATE": str(settings.trace_sample_percent / 100),
        "LANGFUSE_FLUSH_SECONDS": str(settings.trace_flush_timeout_ms / 1000),
    }


def _prompts(settings: Settings) -> Variables:
    """Of those who ask a model."""
    return {"LANGFUSE_PROMPT_LABEL": settings.langfuse_prompt_label} if settings.langfuse_prompt_label else {}


def _housekeeping(secrets: tuple[str, ...], inputs: FunctionInputs) -> Variables:
    settings = inputs.settings
    return {
        "TRACES_BASE_URL": settings.langfuse_base_url,
        "TRACES_SECRET_ARNS": _arns(secrets, inputs),
        # The function that deletes traces also removes the rows that are too old.
        "RETENTION_JOB_DAYS": str(settings.job_retention_days),
        "RETENTION_RESULT_DAYS": str(settings.result_retention_days),
        "RETENTION_IDEMPOTENCY_DAYS": str(settings.idempotency_key_retention_days),
    }


def _arns(secrets: tuple[str, ...], inputs: FunctionInputs) -> pulumi.Output[str]:
    return pulumi.Output.all(*(inputs.secret_arns[secret] for secret in secrets)).apply(",".join)


def _planning(functions: tuple[str, ...], names: Names) -> Variables:
    specialists = {function: names.live_function(function) for function in functions}
    return {
        "PLANNER_SPECIALISTS": json.dumps(specialists),
        "PLANNER_SPECIALIST_TIMEOUT_SECONDS": str(time_limits.SPECIALIST_CALL),
        "PLANNER_LEASE_SECONDS": str(time_limits.LEASE),
        # The last delivery of a message is the last attempt at its job.
        "PLANNER_MAX_ATTEMPTS": str(time_limits.MAX_RECEIVES),
    }


def _queueing(queue: str, inputs: FunctionInputs) -> Variables:
    # The function that queues jobs also enforces the limits.
    limits = {
        "ALEX_MONTHLY_USER_LIMIT_USD": str(inputs.settings.monthly_user_limit_usd),
        "ALEX_MAX_UNFINISHED_JOBS": str(inputs.settings.max_concurrent_jobs_per_user),
    }
    return {f"{queue.upper()}_QUEUE_URL": inputs.queue_urls[queue], **limits}


def _origin(secret: str, edge_function: str, inputs: FunctionInputs) -> Variables:
    settings = inputs.settings
    return {
        "ORIGIN_SECRET_ARN": inputs.secret_arns[secret],
        "ORIGIN_FUNCTION_NAME": inputs.names.of(edge_function),
        # Pulumi does not know the function, so it cannot tag it.
        "ORIGIN_FUNCTION_TAGS": json.dumps(
            stack_tags(inputs.names.project, settings.environment, settings.owner) | {"Component": secret}
        ),
    }


def _database(secret: str, spec: FunctionSpec, inputs: FunctionInputs) -> Variables:
    api = spec.name == API
    wait = time_limits.STATEMENT_CALL_OF_API if api else time_limits.STATEMENT_CALL
    return {
        "DATABASE_CLUSTER_ARN": inputs.cluster_arn,
        "DATABASE_SECRET_ARN": inputs.secret_arns[secret],
        "DATABASE_NAME": DATABASE_NAME,
        "DATABASE_CALL_SECONDS": str(wait),
    }
