from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity, unless
from policies.rules.ec2._ingress import INGRESS_TYPES, openings


def check(group: Resource, config: Config) -> Findings:
    authorized = frozenset(config["ports"])
    named = ", ".join(map(str, sorted(authorized)))
    for opening in openings(group):
        fine = ~opening.to_world | opening.ports_are_in(authorized)
        yield from unless(fine, f"it opens other ports than {named} to the whole internet", opening.path)


RULE = ResourceRule(
    name="sg-open-only-authorized",
    title="Only web ports are open to the internet.",
    why="A service that is not meant for the public has no defence against it.",
    fix="Narrow the rule to the port that serves the public, or to the network that calls.",
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
