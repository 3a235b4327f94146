"""What rules accept and refuse as a table, for rules that look at one property each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from policies.engine import UNKNOWN, Resource, Rule
from policies.testing import changed, judge, undecided, violations

ARGUMENTS = ("rule", "resources")


@dataclass(frozen=True)
class Row:
    """One property of a compliant resource; in `wrong` and `fine`, None means that it is left out."""

    rule: Rule
    resource: Resource
    path: str
    wrong: tuple[Any, ...]
    fine: tuple[Any, ...] = ()
    """Other values that comply."""
    around: tuple[Resource, ...] = ()
    """Other resources of the stack."""
    unknown_decides: bool = True
    """False where it is enough that the property is set."""
    edit: Callable[[Resource, str, Any], Resource] = changed

    def sample(self, verb: str, value: Any) -> Any:
        what = f"no {self.path}" if value is None else f"{self.path}={value!r}"
        return pytest.param(self.rule, self.with_value(value), id=f"{self.rule.name} {verb} {what}")

    def with_value(self, value: Any) -> tuple[Resource, ...]:
        return (self.edit(self.resource, self.path, value), *self.around)


def refused(rows: Iterable[Row]) -> list[Any]:
    return [row.sample("refuses", value) for row in rows for value in row.wrong]


def accepted(rows: Iterable[Row]) -> list[Any]:
    compliant = [
        pytest.param(
            row.rule, (row.resource, *row.around), id=f"{row.rule.name} accepts a compliant {row.resource.name}"
        )
        for row in {row.rule.name: row for row in rows}.values()
    ]
    return compliant + [row.sample("accepts", value) for row in rows for value in row.fine]


def unknown(rows: Iterable[Row]) -> list[Any]:
    return [
        pytest.param(row.rule, row.with_value(UNKNOWN), id=f"{row.rule.name} cannot decide an unknown {row.path}")
        for row in rows
        if row.unknown_decides
    ]


def check_refused(rule: Rule, resources: tuple[Resource, ...]) -> None:
    assert violations(rule, *resources)


def check_accepted(rule: Rule, resources: tuple[Resource, ...]) -> None:
    assert not judge(rule, *resources)


def check_undecided(rule: Rule, resources: tuple[Resource, ...]) -> None:
    assert not violations(rule, *resources)
    assert undecided(rule, *resources)
