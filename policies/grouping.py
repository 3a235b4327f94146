"""Findings of a report in groups: by rule, which tells what to do, or by resource."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policies.engine import Level
    from policies.engine.outcome import Kind
    from policies.report import Violation


@dataclass(frozen=True)
class Same:
    """What a rule says of several resources."""

    message: str
    path: str
    note: str
    """Why it is waived; empty for other findings."""
    resources: tuple[str, ...]
    """`<type>::<logical name>`, as in a waiver."""


@dataclass(frozen=True)
class RuleFindings:
    rule: str
    kind: Kind
    level: Level
    same: tuple[Same, ...]

    @property
    def state(self) -> str:
        """The level; for what stops nothing, why: `waived` or `undecided`."""
        return state(self.kind, self.level)

    @property
    def resources(self) -> int:
        return len({resource for each in self.same for resource in each.resources})


def by_rule(violations: Iterable[Violation]) -> list[RuleFindings]:
    """Mandatory rules first, then by name."""
    groups: dict[tuple[str, Kind, Level], dict[tuple[str, str, str], list[str]]] = {}
    for each in violations:
        alike = groups.setdefault((each.rule, each.kind, each.level), {})
        alike.setdefault((_one_line(each.message), each.path, note_of(each)), []).append(each.resource)
    found = [
        RuleFindings(*group, tuple(Same(*what, tuple(resources)) for what, resources in alike.items()))
        for group, alike in groups.items()
    ]
    return sorted(found, key=lambda group: (group.level.value != "mandatory", group.rule))


def by_resource(violations: Iterable[Violation]) -> list[tuple[str, list[Violation]]]:
    """Resources with mandatory findings first, then by type and name; the stack as a whole as `stack`."""
    groups: dict[str, list[Violation]] = {}
    for each in violations:
        groups.setdefault(each.resource, []).append(each)
    for listed in groups.values():
        listed.sort(key=_order)
    return sorted(groups.items(), key=lambda item: (_order(item[1][0])[0], item[0]))


def state(kind: Kind, level: Level) -> str:
    return kind.value if kind.value in ("waived", "undecided") else level.value


def names_of(resources: Sequence[str], most: int) -> list[str]:
    """One text a type, `jobs-queue, mails-queue (sqs.Queue)`; names beyond `most` are counted."""
    types: dict[str, list[str]] = {}
    for resource in resources[:most]:
        type_, _, name = resource.rpartition("::")
        types.setdefault(type_, []).append(name)
    texts = [
        f"{', '.join(names)} ({short_type(type_)})" if type_ else ", ".join(names) for type_, names in types.items()
    ]
    left = len(resources) - most
    return [*texts, f"{left} more"] if left > 0 else texts


def short_type(type_: str) -> str:
    """`aws:sqs/queue:Queue` as `sqs.Queue`, `alex:components:Database` as `Database`."""
    *_, module, name = ("", *type_.split(":"))  # a component of another program may have fewer parts
    if module == "providers":
        return f"provider {name}"
    return f"{module.split('/')[0]}.{name}" if "/" in module else name


def note_of(violation: Violation) -> str:
    """Why and until when it is waived; empty for other findings."""
    return violation.text.partition("\n")[2] if violation.kind.value == "waived" else ""


def _order(violation: Violation) -> tuple[bool, str, str]:
    return (violation.level.value != "mandatory", violation.rule, violation.path)


def _one_line(message: str) -> str:
    return " ".join(message.split())
