from __future__ import annotations

from policies.rules.elb import (
    alb_desync,
    alb_drop_invalid_headers,
    alb_http_redirect,
    lb_access_logging,
    lb_deletion_protection,
    lb_multi_az,
    lb_secure_protocol,
    lb_tls_policy,
)

RULES = (
    alb_desync.RULE,
    alb_drop_invalid_headers.RULE,
    alb_http_redirect.RULE,
    lb_access_logging.RULE,
    lb_deletion_protection.RULE,
    lb_multi_az.RULE,
    lb_secure_protocol.RULE,
    lb_tls_policy.RULE,
)
