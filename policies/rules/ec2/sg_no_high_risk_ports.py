from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules.ec2._ingress import INGRESS_TYPES, ingress_rules

# fmt: off
_HIGH_RISK = frozenset({
    20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333,
    5000, 5432, 5500, 5601, 8080, 8088, 8888, 9200, 9300,
})
# fmt: on


def check(group: Resource, config: Config) -> Findings:
    for ingress in ingress_rules(group):
        compliant = ~ingress.to_world | ingress.ports_avoid(_HIGH_RISK)
        yield from unless(compliant, "a high-risk port is open to the internet", ingress.path)


RULE = ResourceRule(
    name="sg-no-high-risk-ports",
    title="Security groups do not open high-risk ports to the internet.",
    why="Remote logins, databases and development servers are the first targets of automated attacks.",
    fix="Use Session Manager for logins and the Data API for the database, or limit the rule to the clients' networks.",
    severity=Severity.CRITICAL,
    types=INGRESS_TYPES,
    controls=("EC2.19",),
    check=check,
)
