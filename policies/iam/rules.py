"""How rules go over documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from policies.engine import Config, Finding, Findings, Resource
from policies.iam.document import Document, Statement
from policies.iam.sources import Kind, documents

StatementCheck = Callable[[Statement, Config], Iterable[Finding]]


def each_statement(judge: StatementCheck, *kinds: Kind) -> Callable[[Resource, Config], Findings]:
    """A rule's `check` that judges every statement of the documents of these kinds.

    What is unknown, a document or a part of a statement, is undecided for this statement only.
    """

    def check(resource: Resource, config: Config) -> Findings:
        for document in documents(resource, *kinds):
            yield from unknown_parts(document)
            for statement in known_statements(document):
                yield from judge(statement, config)

    return check


def known_statements(document: Document) -> Iterator[Statement]:
    return (statement for statement in document.statements if not statement.undecided)


def unknown_parts(document: Document) -> Iterator[Finding]:
    """One undecided finding for an unknown document, or one for each statement with an unknown part."""
    if document.unknown:
        yield Finding("the policy is unknown", document.node.path, undecided=True)
    for statement in document.statements:
        if statement.undecided:
            yield Finding("part of the statement is unknown", statement.path, undecided=True)


def listing(names: Iterable[str], most: int = 4) -> str:
    """`a, b, c, d and 7 more`."""
    found = sorted(set(names))
    rest = len(found) - most
    return ", ".join(found[:most]) + (f" and {rest} more" if rest > 0 else "")
