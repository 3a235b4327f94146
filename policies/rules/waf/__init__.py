from __future__ import annotations

from policies.rules.waf import (
    waf_body_size,
    waf_log_redacts,
    waf_logging,
    waf_managed_groups,
    waf_metrics,
    waf_not_empty,
    waf_rate_covers_origins,
    waf_rate_limit,
    waf_rules_act,
)

RULES = (
    waf_body_size.RULE,
    waf_log_redacts.RULE,
    waf_logging.RULE,
    waf_managed_groups.RULE,
    waf_metrics.RULE,
    waf_not_empty.RULE,
    waf_rate_covers_origins.RULE,
    waf_rate_limit.RULE,
    waf_rules_act.RULE,
)
