"""Parsed policy documents. Parsing never raises; `Document.problems` lists the errors."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple, cast

from policies.engine import Finding, Node
from policies.iam.conditions import Condition, Conditions, is_operator
from policies.iam.principals import EVERYONE, Principal, principal

_DOCUMENT_KEYS = {"Version", "Id", "Statement"}
_STATEMENT_KEYS = {
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}  # fmt: skip
_PRINCIPAL_KEYS = {"AWS", "Service", "Federated", "CanonicalUser"}


class Statement(NamedTuple):
    """One statement. A missing or malformed element is an empty tuple."""

    node: Node
    effect: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]
    resources: tuple[str, ...]
    not_resources: tuple[str, ...]
    principals: tuple[Principal, ...]
    excludes_principals: bool
    """The statement has a NotPrincipal."""
    conditions: Conditions

    @property
    def path(self) -> str:
        return self.node.path

    @property
    def allows(self) -> bool:
        return self.effect == "Allow"

    @property
    def denies(self) -> bool:
        return self.effect == "Deny"

    @property
    def undecided(self) -> bool:
        """Whether part of the statement is unknown."""
        return self.node.partly_unknown


class Document(NamedTuple):
    node: Node
    """The property with the document."""
    statements: tuple[Statement, ...]
    problems: tuple[Finding, ...]
    """Reasons why AWS rejects the document, or reads it differently than intended."""

    @property
    def unknown(self) -> bool:
        return self.node.unknown


def parse(place: Node) -> Document:
    """Parse a property with JSON text or an object. An absent property gives no statements and no problems."""
    if isinstance(place.raw, str):
        return _parse_text(place.raw, place.path)
    return Document(place, (), ()) if place.unknown or place.absent else _parse(place, place)


@lru_cache(maxsize=4096)
def _parse_text(text: str, path: str) -> Document:
    """Cached: many rules read each document, and roles share documents."""
    place = Node(text, path)
    return _parse(place, place.json())


def _parse(place: Node, body: Node) -> Document:
    if not isinstance(body.raw, dict):
        return Document(place, (), (Finding("the policy is not a JSON object", place.path),))
    statements = tuple(_statement(node) for node in body["Statement"].each())
    return Document(place, statements, (*_body_problems(body), *_statement_problems(statements)))


def _statement(node: Node) -> Statement:
    return Statement(
        node=node,
        effect=node["Effect"].text,
        actions=_texts(node["Action"]),
        not_actions=_texts(node["NotAction"]),
        resources=_texts(node["Resource"]),
        not_resources=_texts(node["NotResource"]),
        principals=tuple(_principals(node["Principal"])),
        excludes_principals=not node["NotPrincipal"].absent,
        conditions=tuple(_conditions(node["Condition"])),
    )


def _texts(node: Node) -> tuple[str, ...]:
    return tuple(item.text for item in node.each() if item.text)


def _principals(node: Node) -> Iterator[Principal]:
    if node.raw == "*":
        yield EVERYONE
    for kind, values in node.entries():
        for text in _texts(values):
            yield principal(kind, text)


def _conditions(node: Node) -> Iterator[Condition]:
    for operator, keys in node.entries():
        for key, values in keys.entries():
            yield Condition(operator, key.lower(), tuple(_scalar(value.raw) for value in values.each()))


def _scalar(raw: Any) -> str:
    """IAM accepts JSON booleans and numbers, and compares them as text."""
    return str(raw).lower() if isinstance(raw, bool) else str(raw)


def _body_problems(body: Node) -> Iterator[Finding]:
    yield from _unknown_keys(body, _DOCUMENT_KEYS)
    if body["Version"].raw != "2012-10-17":
        yield Finding("the policy's Version is not 2012-10-17, so policy variables are not expanded", body.path)
    if not body["Statement"].each():
        yield Finding("the policy has no statement", body.path)


def _statement_problems(statements: tuple[Statement, ...]) -> Iterator[Finding]:
    sids: set[str] = set()
    for statement in statements:
        yield from _problems(statement)
        sid = statement.node["Sid"].text
        if sid and sid in sids:
            yield Finding(f"two statements have the Sid {sid}", statement.path)
        sids.add(sid)


def _problems(statement: Statement) -> Iterator[Finding]:
    if statement.undecided:
        return
    node = statement.node
    yield from _unknown_keys(node, _STATEMENT_KEYS)
    if not statement.allows and not statement.denies:
        yield Finding("Effect is neither Allow nor Deny", statement.path)
    if bool(statement.actions) == bool(statement.not_actions):
        yield Finding("a statement needs either Action or NotAction", statement.path)
    if node["Principal"].known and not statement.principals:
        yield Finding("Principal is empty", node["Principal"].path)
    for kind, _ in node["Principal"].entries():
        if kind not in _PRINCIPAL_KEYS:
            yield Finding(f"{kind} is not a principal type", node["Principal"].path)
    if node["Condition"].known and not isinstance(node["Condition"].raw, dict):
        yield Finding("Condition is not an object", node["Condition"].path)
    for operator, _ in node["Condition"].entries():
        if not is_operator(operator):
            yield Finding(f"{operator} is not a condition operator", node["Condition"].path)


def _unknown_keys(node: Node, known: set[str]) -> Iterator[Finding]:
    if not isinstance(node.raw, dict):
        yield Finding("a statement is not an object", node.path)
        return
    for key in cast("dict[str, Any]", node.raw):
        if key not in known:
            yield Finding(f"{key} is not a policy element", node.path)
