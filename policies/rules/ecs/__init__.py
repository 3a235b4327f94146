from __future__ import annotations

from policies.rules.ecs import (
    ecs_container_insights,
    ecs_efs_tls,
    ecs_fargate_version,
    ecs_logging,
    ecs_no_env_secrets,
    ecs_no_plain_env,
    ecs_no_public_ip,
    ecs_non_privileged,
    ecs_non_root,
    ecs_pid_mode,
    ecs_readonly_root,
)

RULES = (
    ecs_container_insights.RULE,
    ecs_efs_tls.RULE,
    ecs_fargate_version.RULE,
    ecs_logging.RULE,
    ecs_no_env_secrets.RULE,
    ecs_no_plain_env.RULE,
    ecs_no_public_ip.RULE,
    ecs_non_privileged.RULE,
    ecs_non_root.RULE,
    ecs_pid_mode.RULE,
    ecs_readonly_root.RULE,
)
