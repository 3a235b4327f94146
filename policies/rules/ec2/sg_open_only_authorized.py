from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity, unless
from policies.rules.ec2._ingress import INGRESS_TYPES, ingress_rules


def check(group: Resource, config: Config) -> Findings:
    authorized = frozenset(config["ports"])
    named = ", ".join(map(str, sorted(authorized)))
    for ingress in ingress_rules(group):
        compliant = ~ingress.to_world | ingress.ports_are_in(authorized)
        yield from unless(compliant, f"ports other than {named} are open to the internet", ingress.path)


RULE = ResourceRule(
    name="sg-open-only-authorized",
    title="Security groups open only web ports to the internet.",
    why="A service that is not meant for the public has no defence against it.",
    fix="Limit the rule to a public web port, or to the clients' networks.",
    severity=Severity.HIGH,
    types=INGRESS_TYPES,
    controls=("EC2.18",),
    options={
        "ports": Option(
            {"type": "array", "items": {"type": "integer"}, "description": "Ports that may be open to the internet."},
            default=(80, 443),
        )
    },
    check=check,
)
