from __future__ import annotations

from policies.rules.lambda_ import (
    lambda_alarm,
    lambda_alias_version,
    lambda_cmk,
    lambda_env_https,
    lambda_failure_destination,
    lambda_log_group,
    lambda_log_level,
    lambda_no_secret_env,
    lambda_own_role,
    lambda_partial_batch,
    lambda_reserved_concurrency,
    lambda_runtime_latest,
    lambda_runtime_supported,
    lambda_tracing,
    lambda_vpc_multi_az,
)

RULES = (
    lambda_alarm.RULE,
    lambda_alias_version.RULE,
    lambda_cmk.RULE,
    lambda_env_https.RULE,
    lambda_failure_destination.RULE,
    lambda_log_group.RULE,
    lambda_log_level.RULE,
    lambda_no_secret_env.RULE,
    lambda_own_role.RULE,
    lambda_partial_batch.RULE,
    lambda_reserved_concurrency.RULE,
    lambda_runtime_latest.RULE,
    lambda_runtime_supported.RULE,
    lambda_tracing.RULE,
    lambda_vpc_multi_az.RULE,
)
