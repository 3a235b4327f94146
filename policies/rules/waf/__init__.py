from __future__ import annotations

from policies.rules.waf import waf_body_size, waf_metrics, waf_not_empty

RULES = (waf_body_size.RULE, waf_metrics.RULE, waf_not_empty.RULE)
