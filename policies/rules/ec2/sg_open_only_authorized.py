from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity, unless
from policies.rules.ec2._ingress import INGRESS_TYPES, openings


def check(group: Resource, config: Config) -> Findings:
    authorized = frozenset(config["ports"])
    named = ", ".join(map(str, sorted(authorized)))
    for opening in openings(group):
        fine = ~opening.to_world | opening.ports_are_in(authorized)
        yield from unless(fine, f"ports other than {named} are open to the internet", opening.path)


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
            {"type": "array", "items": {"type": "integer"}, "description": "Ports that may be open to everybody."},
            default=(80, 443),
        )
    },
    check=check,
)
