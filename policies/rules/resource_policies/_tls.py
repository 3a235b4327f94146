"""What the rules that demand TLS share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from policies.engine import Resource, Stack, Verdict, any_of, decided
from policies.iam.attached import PolicyOf, may_have_more, policies_of
from policies.iam.document import Document, Statement
from policies.iam.exposure import refuses_plain_http

WHY = "Requests over plain HTTP can be read and changed on their way."


@dataclass(frozen=True)
class Demand:
    """What a Deny must cover to count."""

    where: PolicyOf
    actions: tuple[str, ...]
    """Any of these; each stands for all that matters."""
    reaches: Callable[[Iterable[str], str], bool]
    """Whether resources cover the one of this physical name, empty if AWS makes the name up."""

    def met(self, stack: Stack, target: Resource, name: str) -> Verdict:
        """Whether a policy of `target` refuses plain HTTP."""
        found = any_of(self._in_document(document, name) for document in policies_of(stack, target, self.where))
        return found | (Verdict.UNDECIDED if may_have_more(stack, target, self.where) else Verdict.NO)

    def _in_document(self, document: Document, name: str) -> Verdict:
        if document.unknown:
            return Verdict.UNDECIDED
        return any_of(self._in_statement(statement, name) for statement in document.statements)

    def _in_statement(self, statement: Statement, name: str) -> Verdict:
        if statement.undecided:
            return Verdict.UNDECIDED
        refuses = any(refuses_plain_http(statement, action) for action in self.actions)
        return decided(refuses and self.reaches(statement.resources, name))


def reaches_it(resources: Iterable[str], name: str) -> bool:
    """The one ARN, or everything."""
    named = {resource.rpartition(":")[2] for resource in resources}
    return bool(named & {name, "*"}) if name else bool(named)


def reaches_bucket_and_objects(resources: Iterable[str], name: str) -> bool:
    """Both ARNs: a bucket's does not cover its objects."""
    parts = {resource.rpartition(":::")[2] for resource in resources}
    buckets = {name} if name else {part for part in parts if "/" not in part}
    return "*" in parts or any({bucket, f"{bucket}/*"} <= parts for bucket in buckets)
