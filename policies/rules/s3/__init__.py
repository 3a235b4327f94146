from __future__ import annotations

from policies.rules.s3 import (
    s3_access_logging,
    s3_acls_disabled,
    s3_block_public_access,
    s3_cmk_encrypted,
    s3_current_types,
    s3_has_public_access_block,
    s3_lifecycle,
    s3_lifecycle_keeps,
    s3_no_force_destroy,
    s3_versioned,
    s3_versioning_enabled,
)

RULES = (
    s3_access_logging.RULE,
    s3_acls_disabled.RULE,
    s3_block_public_access.RULE,
    s3_cmk_encrypted.RULE,
    s3_current_types.RULE,
    s3_has_public_access_block.RULE,
    s3_lifecycle.RULE,
    s3_lifecycle_keeps.RULE,
    s3_no_force_destroy.RULE,
    s3_versioned.RULE,
    s3_versioning_enabled.RULE,
)
