from __future__ import annotations

from policies.rules.cloudtrail import (
    cloudtrail_cwl,
    cloudtrail_exists,
    cloudtrail_kms,
    cloudtrail_multi_region,
    cloudtrail_validation,
)

RULES = (
    cloudtrail_cwl.RULE,
    cloudtrail_exists.RULE,
    cloudtrail_kms.RULE,
    cloudtrail_multi_region.RULE,
    cloudtrail_validation.RULE,
)
