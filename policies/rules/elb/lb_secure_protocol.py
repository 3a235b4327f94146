from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, any_of, unless
from policies.rules.elb._types import LISTENERS

_ENCRYPTED = ("HTTPS", "TLS")


def check(listener: Resource, config: Config) -> Findings:
    protocol = listener["protocol"]
    encrypted = protocol.test(lambda name: name in _ENCRYPTED)
    # What only redirects carries nothing worth reading; alb-http-redirect sees to where it leads.
    redirects = any_of(
        action["type"].test(lambda kind: kind == "redirect") for action in listener["defaultActions"].each()
    )
    yield from unless(encrypted | redirects, "it accepts connections that are not encrypted", protocol.path)


RULE = ResourceRule(
    name="lb-secure-protocol",
    title="Listeners of load balancers speak HTTPS or TLS.",
    why="What is sent without encryption, credentials too, can be read and changed on its way.",
    fix='Set protocol="HTTPS" (application) or "TLS" (network) with a certificate; redirect port 80.',
    severity=Severity.HIGH,
    types=LISTENERS,
    controls=("ELB.18",),
    check=check,
)
