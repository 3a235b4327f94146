from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, Verdict, unless
from policies.rules.elb._types import LISTENERS

_RECOMMENDED = ("ELBSecurityPolicy-TLS13-1-2-", "ELBSecurityPolicy-TLS13-1-3-")
_EXTENDED = "-Ext"
"""Policies that add ciphers without forward secrecy."""
_WIDEST = "ELBSecurityPolicy-TLS13-1-2-2021-06"
"""The recommended policy with the widest support."""


def check(listener: Resource, config: Config) -> Findings:
    yield from unless(_secure(listener), "the listener accepts old TLS versions or ciphers", "sslPolicy")


def remediate(listener: Resource, config: Config) -> Mapping[str, Any] | None:
    return {"sslPolicy": _WIDEST} if _secure(listener) is Verdict.NO else None


def _secure(listener: Resource) -> Verdict:
    plain = listener["protocol"].test(lambda name: name not in ("HTTPS", "TLS"))
    return plain | listener["sslPolicy"].test(_is_recommended)


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
    remediate=remediate,
)
