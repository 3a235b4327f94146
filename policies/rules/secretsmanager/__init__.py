from __future__ import annotations

from policies.rules.secretsmanager import (
    secret_cmk,
    secret_not_in_state,
    secret_recovery,
    secret_rotation,
    secret_rotation_period,
)

RULES = (
    secret_cmk.RULE,
    secret_not_in_state.RULE,
    secret_recovery.RULE,
    secret_rotation.RULE,
    secret_rotation_period.RULE,
)
