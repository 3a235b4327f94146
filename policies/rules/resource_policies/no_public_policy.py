from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.iam.rules import each_statement
from policies.iam.sources import Kind, types_with
from policies.rules.resource_policies import _public

_WITH_OWN_RULE = ("aws:kms/", "aws:sqs/", "aws:sns/", "aws:s3/")

RULE = ResourceRule(
    name="no-public-policy",
    title="No policy of a secret, registry, log, bus, vault or table lets in anybody unnamed, and no role trusts one.",
    why=_public.WHY,
    fix=_public.FIX,
    severity=Severity.CRITICAL,
    types=tuple(token for token in types_with(Kind.RESOURCE, Kind.TRUST) if not token.startswith(_WITH_OWN_RULE)),
    check=each_statement(_public.judge, Kind.RESOURCE, Kind.TRUST),
)
