from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, decided, unless

_ANY_OWNER = ("s3.amazonaws.com",)
"""Services whose source ARNs name no account, so that the name could become somebody else's."""


def check(permission: Resource, config: Config) -> Findings:
    principal = permission["principal"]
    no_service = principal.test(lambda who: isinstance(who, str) and not who.endswith(".amazonaws.com"))
    # A source whose value is unknown is one that the deployment fills in.
    account = decided(not permission["sourceAccount"].absent)
    source = account | decided(not permission["sourceArn"].absent)
    yield from unless(no_service | source, "the service may invoke it for any customer of AWS", "sourceArn")
    owned = principal.test(lambda who: who not in _ANY_OWNER)
    yield from unless(owned | account, "a bucket of that name may become somebody else's", "sourceAccount")


RULE = ResourceRule(
    name="lambda-permission-names-source",
    title="A service may invoke a function only for a resource or an account that is named.",
    why="Anybody can point the same service, from their own account, at this function.",
    fix="Set source_arn to the resource that triggers the function; for S3 set source_account too.",
    severity=Severity.HIGH,
    types=("aws:lambda/permission:Permission",),
    check=check,
)
