from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.document import Statement
from policies.iam.patterns import has_wildcard, literal_prefix
from policies.iam.principals import PrincipalKind
from policies.iam.rules import each_statement, listing
from policies.iam.sources import Kind

_WHO = (":sub", "saml:sub")
_FOR_WHOM = (":aud", "saml:aud")


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    providers = [who.text for who in statement.principals if who.kind is PrincipalKind.FEDERATED]
    if not statement.allows or not providers:
        return
    path = f"{statement.path}.Condition"
    if not _limits(statement, _WHO):
        yield Finding(f"lets every identity of {listing(providers)} assume the role", path)
    if not _limits(statement, _FOR_WHOM):
        yield Finding(f"accepts tokens of {listing(providers)} for other audiences", path)


def _limits(statement: Statement, suffixes: tuple[str, ...]) -> bool:
    """A subject like `repo:owner/*` names its owner; `repo:*` names nobody."""
    return any(
        condition.narrows and condition.key.endswith(suffixes) and all(_names(value) for value in condition.values)
        for condition in statement.conditions
    )


def _names(subject: str) -> bool:
    return not has_wildcard(subject) or "/" in literal_prefix(subject)


RULE = ResourceRule(
    name="iam-trust-bounds-federation",
    title="Trust policies for identity providers limit the subject and the audience of tokens.",
    why="A provider such as GitHub signs tokens for everyone: any repository in the world could assume the role.",
    fix="Compare the token's sub (owner and repository) and aud with StringEquals.",
    severity=Severity.CRITICAL,
    types=("aws:iam/role:Role",),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
    check=each_statement(_judge, Kind.TRUST),
)
