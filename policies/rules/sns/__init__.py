from __future__ import annotations

from policies.rules.sns import sns_encrypted

RULES = (sns_encrypted.RULE,)
