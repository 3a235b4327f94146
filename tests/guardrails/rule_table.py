"""Table tests for rules that judge one property each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from policies.engine import UNKNOWN, Resource, Rule
from policies.testing import changed, judge, undecided, violations


@dataclass(frozen=True)
class Row:
    """One property of a compliant resource. In `noncompliant` and `compliant`, None removes the property."""

    rule: Rule
    resource: Resource
    path: str
    noncompliant: tuple[Any, ...]
    compliant: tuple[Any, ...] = ()
    """Other compliant values."""
    context: tuple[Resource, ...] = ()
    """Other resources of the stack."""
    unknown_decides: bool = True
    """False if the rule only requires that the property is set."""
    mutate: Callable[[Resource, str, Any], Resource] = changed

    def sample(self, verb: str, value: Any) -> Any:
        shown = f"no {self.path}" if value is None else f"{self.path}={value!r}"
        return pytest.param(self.rule, self.with_value(value), id=f"{self.rule.name} {verb} {shown}")

    def with_value(self, value: Any) -> tuple[Resource, ...]:
        return (self.mutate(self.resource, self.path, value), *self.context)


def table_tests(rows: Iterable[Row]) -> type:
    """A test class for the rows: `TestTable = table_tests(ROWS)`."""
    listed = tuple(rows)
    arguments = ("rule", "resources")

    class TestTable:
        @pytest.mark.parametrize(
            arguments, [row.sample("refuses", value) for row in listed for value in row.noncompliant]
        )
        def test_refuses_noncompliant_values(self, rule: Rule, resources: tuple[Resource, ...]) -> None:
            check_refused(rule, resources)

        @pytest.mark.parametrize(arguments, _accepted(listed))
        def test_accepts_compliant_values(self, rule: Rule, resources: tuple[Resource, ...]) -> None:
            check_accepted(rule, resources)

        @pytest.mark.parametrize(arguments, _unknown(listed))
        def test_leaves_unknown_values_undecided(self, rule: Rule, resources: tuple[Resource, ...]) -> None:
            check_undecided(rule, resources)

    return TestTable


def check_refused(rule: Rule, resources: tuple[Resource, ...]) -> None:
    assert violations(rule, *resources)


def check_accepted(rule: Rule, resources: tuple[Resource, ...]) -> None:
    assert not judge(rule, *resources)


def check_undecided(rule: Rule, resources: tuple[Resource, ...]) -> None:
    assert not violations(rule, *resources)
    assert undecided(rule, *resources)


def _accepted(rows: tuple[Row, ...]) -> list[Any]:
    unchanged = [
        pytest.param(
            row.rule, (row.resource, *row.context), id=f"{row.rule.name} accepts a compliant {row.resource.name}"
        )
        for row in {row.rule.name: row for row in rows}.values()
    ]
    return unchanged + [row.sample("accepts", value) for row in rows for value in row.compliant]


def _unknown(rows: tuple[Row, ...]) -> list[Any]:
    return [
        pytest.param(row.rule, row.with_value(UNKNOWN), id=f"{row.rule.name} cannot decide an unknown {row.path}")
        for row in rows
        if row.unknown_decides
    ]
