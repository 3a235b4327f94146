"""Rule checks over the statements of policy documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from policies.engine import Config, Finding, Findings, Resource
from policies.iam.document import Document, Statement
from policies.iam.policy_locations import PolicyType, documents

StatementCheck = Callable[[Statement, Config], Iterable[Finding]]


def each_statement(judge: StatementCheck, *types: PolicyType) -> Callable[[Resource, Config], Findings]:
    """Build a `check` that judges every statement in documents of these types.

    An unknown document, or an unknown part of a statement, leaves only that document or statement undecided.
    """

    def check(resource: Resource, config: Config) -> Findings:
        for document in documents(resource, *types):
            yield from unknown_parts(document)
            for statement in known_statements(document):
                yield from judge(statement, config)

    return check


def known_statements(document: Document) -> Iterator[Statement]:
    return (statement for statement in document.statements if not statement.undecided)


def unknown_parts(document: Document) -> Iterator[Finding]:
    """One undecided finding for an unknown document, or one per statement with an unknown part."""
    if document.unknown:
        yield Finding("the policy is unknown", document.node.path, undecided=True)
    for statement in document.statements:
        if statement.undecided:
            yield Finding("part of the statement is unknown", statement.path, undecided=True)


def listing(names: Iterable[str], most: int = 4) -> str:
    """Names as text: `a, b, c, d and 7 more`."""
    found = sorted(set(names))
    rest = len(found) - most
    return ", ".join(found[:most]) + (f" and {rest} more" if rest > 0 else "")
