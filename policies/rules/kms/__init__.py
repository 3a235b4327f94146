from __future__ import annotations

from policies.rules.kms import kms_rotation

RULES = (kms_rotation.RULE,)
