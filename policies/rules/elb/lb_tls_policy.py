from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules.elb._types import LISTENERS

_RECOMMENDED = ("ELBSecurityPolicy-TLS13-1-2-", "ELBSecurityPolicy-TLS13-1-3-")
_EXTENDED = "-Ext"
"""Policies that add ciphers without forward secrecy."""


def check(listener: Resource, config: Config) -> Findings:
    policy = listener["sslPolicy"]
    plain = listener["protocol"].test(lambda name: name not in ("HTTPS", "TLS"))
    yield from unless(
        plain | policy.test(_is_recommended), "the listener accepts old TLS versions or ciphers", policy.path
    )


def _is_recommended(policy: str) -> bool:
    return policy.startswith(_RECOMMENDED) and _EXTENDED not in policy


RULE = ResourceRule(
    name="lb-tls-policy",
    title="Load balancer listeners use a recommended TLS security policy.",
    why="Old versions and ciphers allow recorded traffic to be decrypted, and AWS's default policy accepts them.",
    fix='Set ssl_policy="ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09" or "ELBSecurityPolicy-TLS13-1-2-2021-06".',
    severity=Severity.MEDIUM,
    types=LISTENERS,
    controls=("ELB.17",),
    check=check,
)
