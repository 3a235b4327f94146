"""Implied grants: every row of the list matches a grant of the program."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.iam.implied import IMPLIED
from cli.iam.roles import Role, granted_by

ROWS = [(row, action) for row in IMPLIED for action in row.actions]


def roles_of(stack: Any) -> list[Role]:
    found: list[Role] = []
    for role in stack.all("Role"):
        (trust,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
        policy = json.loads(stack.one("RolePolicy", role.name.removesuffix("-role") + "-policy")["policy"])
        found.append(Role(role.inputs["name"], trust["Principal"]["Service"], tuple(granted_by(policy))))
    return found


@pytest.mark.parametrize(("row", "action"), ROWS, ids=[f"{row.role} {action}" for row, action in ROWS])
def test_each_row_and_action_is_a_grant_of_the_program(stack: Any, row: Any, action: str) -> None:
    roles = roles_of(stack)
    fitting = [
        role.name
        for role in roles
        for grant in role.granted
        if grant.action == action and row.fits(role, grant)
    ]  # fmt: skip
    meant = [role.name for role in roles if role.is_a_functions] if row.role == "every function" else fitting[:1]

    assert fitting
    assert set(fitting) >= set(meant)


def test_no_grant_is_implied_by_two_rows(stack: Any) -> None:
    for role in roles_of(stack):
        for granted in role.granted:
            assert sum(row.fits(role, granted) for row in IMPLIED) <= 1, granted


def test_of_a_function_only_x_ray_is_implied(stack: Any) -> None:
    """Every other grant of a function must be observed in use."""
    implied = {
        granted.action
        for role in roles_of(stack)
        if role.is_a_functions
        for granted in role.granted
        if any(row.fits(role, granted) for row in IMPLIED)
    }
    assert implied == {"xray:PutTelemetryRecords", "xray:PutTraceSegments"}
