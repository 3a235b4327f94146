from __future__ import annotations

from policies.rules.general import references_own_account, resources_enabled

RULES = (references_own_account.RULE, resources_enabled.RULE)
