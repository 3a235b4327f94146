from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, Verdict, decided, unless
from policies.rules._remedies import with_values
from policies.rules.s3._buckets import BUCKET, VERSIONING


def check(owner: Resource, config: Config) -> Findings:
    key, _ = _setting(owner)
    yield from unless(_enabled(owner), "versioning is declared, and not enabled", key)


def remediate(owner: Resource, config: Config) -> Mapping[str, Any] | None:
    key, enabled = _setting(owner)
    return {key: with_values(owner[key], enabled)} if _enabled(owner) is Verdict.NO else None


def _enabled(owner: Resource) -> Verdict:
    key, enabled = _setting(owner)
    ((name, right),) = enabled.items()
    # A bucket without the inline setting has a separate resource, or none: see s3-versioned.
    left_out = decided(owner.type == BUCKET and owner[key].absent)
    return left_out | owner[key][name].test(lambda value: value == right)


def _setting(owner: Resource) -> tuple[str, Mapping[str, Any]]:
    """The property, and its value where versioning is on."""
    if owner.type == BUCKET:
        return "versioning", {"enabled": True}
    return "versioningConfiguration", {"status": "Enabled"}


RULE = ResourceRule(
    name="s3-versioning-enabled",
    title="Versioning that is declared for a bucket is enabled.",
    why="A bucket with suspended versions looks protected in a list, and loses every object that is overwritten.",
    fix='Set versioning_configuration={"status": "Enabled"}.',
    severity=Severity.MEDIUM,
    types=(VERSIONING, BUCKET),
    controls=("S3.14",),
    check=check,
    remediate=remediate,
)
