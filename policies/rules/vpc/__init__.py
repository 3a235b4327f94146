from __future__ import annotations

from policies.rules.vpc import subnet_no_auto_public_ip, vpc_default_sg_closed, vpc_endpoints, vpc_flow_logs

RULES = (
    subnet_no_auto_public_ip.RULE,
    vpc_default_sg_closed.RULE,
    vpc_endpoints.RULE,
    vpc_flow_logs.RULE,
)
