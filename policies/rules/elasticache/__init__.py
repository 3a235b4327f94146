from __future__ import annotations

from policies.rules.elasticache import (
    elasticache_auth,
    elasticache_auto_minor,
    elasticache_backup,
    elasticache_encrypted,
    elasticache_failover,
    elasticache_non_default_port,
    elasticache_subnet_group,
    elasticache_transit,
)

RULES = (
    elasticache_auth.RULE,
    elasticache_auto_minor.RULE,
    elasticache_backup.RULE,
    elasticache_encrypted.RULE,
    elasticache_failover.RULE,
    elasticache_non_default_port.RULE,
    elasticache_subnet_group.RULE,
    elasticache_transit.RULE,
)
