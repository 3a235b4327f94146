from __future__ import annotations

from policies.rules.tags import required_tags

RULES = (required_tags.RULE,)
