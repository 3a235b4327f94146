from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, any_of, unless
from policies.rules.elb._types import LISTENERS

_ENCRYPTED = ("HTTPS", "TLS")


def check(listener: Resource, config: Config) -> Findings:
    protocol = listener["protocol"]
    encrypted = protocol.test(lambda name: name in _ENCRYPTED)
    # A listener that only redirects carries no data; alb-http-redirect checks the target.
    redirects = any_of(
        action["type"].test(lambda kind: kind == "redirect") for action in listener["defaultActions"].each()
    )
    yield from unless(encrypted | redirects, "the listener accepts unencrypted connections", protocol.path)


RULE = ResourceRule(
    name="lb-secure-protocol",
    title="Load balancer listeners use HTTPS or TLS.",
    why="Unencrypted traffic, including credentials, can be read and changed in transit.",
    fix=(
        'Set protocol="HTTPS" (Application Load Balancer) or "TLS" (Network Load Balancer) with certificate_arn. '
        "Redirect port 80."
    ),
    severity=Severity.HIGH,
    types=LISTENERS,
    controls=("ELB.18",),
    check=check,
)
