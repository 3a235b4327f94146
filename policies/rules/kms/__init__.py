from __future__ import annotations

from policies.rules.kms import kms_deletion_window, kms_rotation

RULES = (kms_deletion_window.RULE, kms_rotation.RULE)
