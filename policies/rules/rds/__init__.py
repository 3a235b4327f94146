from __future__ import annotations

from policies.rules.rds import (
    rds_auto_minor_upgrade,
    rds_backup_retention,
    rds_copy_tags,
    rds_custom_admin,
    rds_deletion_protection,
    rds_encrypted,
    rds_enhanced_monitoring,
    rds_final_snapshot,
    rds_iam_auth,
    rds_log_exports,
    rds_multi_az,
    rds_non_default_port,
    rds_not_public,
    rds_pauses_outside_prod,
    rds_private_subnets,
)

RULES = (
    rds_auto_minor_upgrade.RULE,
    rds_backup_retention.RULE,
    rds_copy_tags.RULE,
    rds_custom_admin.RULE,
    rds_deletion_protection.RULE,
    rds_encrypted.RULE,
    rds_enhanced_monitoring.RULE,
    rds_final_snapshot.RULE,
    rds_iam_auth.RULE,
    rds_log_exports.RULE,
    rds_multi_az.RULE,
    rds_non_default_port.RULE,
    rds_not_public.RULE,
    rds_pauses_outside_prod.RULE,
    rds_private_subnets.RULE,
)
