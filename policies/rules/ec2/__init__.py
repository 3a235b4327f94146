from __future__ import annotations

from policies.rules.ec2 import (
    sg_description,
    sg_no_high_risk_ports,
    sg_no_open_ingress,
    sg_no_rule_conflict,
    sg_open_only_authorized,
)

RULES = (
    sg_description.RULE,
    sg_no_high_risk_ports.RULE,
    sg_no_open_ingress.RULE,
    sg_no_rule_conflict.RULE,
    sg_open_only_authorized.RULE,
)
