from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.document import Statement
from policies.iam.patterns import has_wildcard, literal_prefix
from policies.iam.policy_locations import PolicyType
from policies.iam.principals import PrincipalKind
from policies.iam.statements import each_statement, listing

_SUBJECT_KEYS = (":sub", "saml:sub")
_AUDIENCE_KEYS = (":aud", "saml:aud")


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    providers = [who.text for who in statement.principals if who.kind is PrincipalKind.FEDERATED]
    if not statement.allows or not providers:
        return
    path = f"{statement.path}.Condition"
    if not _limits(statement, _SUBJECT_KEYS):
        yield Finding(f"lets every identity of {listing(providers)} assume the role", path)
    if not _limits(statement, _AUDIENCE_KEYS):
        yield Finding(f"accepts tokens of {listing(providers)} for other audiences", path)


def _limits(statement: Statement, suffixes: tuple[str, ...]) -> bool:
    """The subject `repo:owner/*` names an owner; `repo:*` matches every owner."""
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
    check=each_statement(_judge, PolicyType.TRUST),
)
