from __future__ import annotations

from policies.rules.logs import log_group_encrypted, log_group_retention

RULES = (log_group_encrypted.RULE, log_group_retention.RULE)
