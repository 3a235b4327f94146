"""Check shared by the rules that require TLS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from policies.engine import Config, Findings, Resource, Stack, Verdict, any_of, decided, unless
from policies.engine.rule import StackCheck
from policies.iam.attached import AttachedPolicy, may_have_more, policies_of
from policies.iam.document import Document, Statement
from policies.iam.exposure import refuses_plain_http

WHY = "Plain HTTP requests can be read and changed in transit."


class TlsRequirement(NamedTuple):
    """Actions and resources that a Deny statement must cover."""

    policy: AttachedPolicy
    actions: tuple[str, ...]
    """Alternatives: denying any of them is enough."""
    covers: Callable[[Iterable[str], str], bool]
    """Whether the statement's resources cover this physical name, which is empty if AWS generates it."""

    def met(self, stack: Stack, target: Resource, name: str) -> Verdict:
        """Whether a policy of `target` denies plain HTTP."""
        found = any_of(self._in_document(document, name) for document in policies_of(stack, target, self.policy))
        return found | (Verdict.UNDECIDED if may_have_more(stack, target, self.policy) else Verdict.NO)

    def _in_document(self, document: Document, name: str) -> Verdict:
        if document.unknown:
            return Verdict.UNDECIDED
        return any_of(self._in_statement(statement, name) for statement in document.statements)

    def _in_statement(self, statement: Statement, name: str) -> Verdict:
        if statement.undecided:
            return Verdict.UNDECIDED
        refuses = any(refuses_plain_http(statement, action) for action in self.actions)
        return decided(refuses and self.covers(statement.resources, name))


def covers_resource(resources: Iterable[str], name: str) -> bool:
    """The ARN of the resource, or `*`."""
    named = {resource.rpartition(":")[2] for resource in resources}
    return bool(named & {name, "*"}) if name else bool(named)


def covers_bucket_and_objects(resources: Iterable[str], name: str) -> bool:
    """Both ARNs: the ARN of a bucket does not cover its objects."""
    parts = {resource.rpartition(":::")[2] for resource in resources}
    buckets = {name} if name else {part for part in parts if "/" not in part}
    return "*" in parts or any({bucket, f"{bucket}/*"} <= parts for bucket in buckets)


def required(requirement: TlsRequirement) -> StackCheck:
    """The check of a rule for targets whose policies name them by their physical name."""

    def check(stack: Stack, config: Config) -> Findings:
        for target in stack.of_type(requirement.policy.type):
            met = requirement.met(stack, target, target["name"].text)
            yield from unless(met, "no statement denies plain HTTP", "policy", resource=target)

    return check
