from __future__ import annotations

import pytest

from policies.engine import UNKNOWN, Resource, Rule
from policies.rules.secretsmanager import secret_not_in_state, secret_rotation, secret_rotation_period
from policies.testing import changed, judge, make, violations
from tests.guardrails.rule_table import (
    ARGUMENTS,
    Row,
    accepted,
    check_accepted,
    check_refused,
    check_undecided,
    refused,
    unknown,
)

SECRET = make("aws:secretsmanager/secret:Secret", {"name": "alex-prod-langfuse"}, name="secret")
ROTATION = make(
    "aws:secretsmanager/secretRotation:SecretRotation",
    {"secretId": UNKNOWN, "rotationRules": {"automaticallyAfterDays": 30}},
    name="rotation",
    depends={"secretId": [SECRET]},
)
SCHEDULED = changed(ROTATION, "rotationRules", {"scheduleExpression": "rate(30 days)"})

ROWS = (
    Row(secret_rotation.RULE, ROTATION, "rotationEnabled", wrong=(False,), fine=(True,), around=(SECRET,)),
    Row(
        secret_rotation_period.RULE,
        ROTATION,
        "rotationRules.automaticallyAfterDays",
        wrong=(0, 91, "soon", None),
        fine=(1, 90),
    ),
    Row(
        secret_rotation_period.RULE,
        SCHEDULED,
        "rotationRules.scheduleExpression",
        wrong=("rate(91 days)", "cron(0 8 1 JAN ? *)", "cron(0 8 1 * ? 2027)", "monthly", None),
        fine=("rate(12 hours)", "cron(0 8 1 * ? *)"),
    ),
    Row(secret_rotation_period.RULE, ROTATION, "rotationRules", wrong=(None,)),
)


@pytest.mark.parametrize(ARGUMENTS, refused(ROWS))
def test_a_mistake_is_refused(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_refused(rule, resources)


@pytest.mark.parametrize(ARGUMENTS, accepted(ROWS))
def test_what_complies_passes(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_accepted(rule, resources)


@pytest.mark.parametrize(ARGUMENTS, unknown(ROWS))
def test_an_unknown_value_is_undecided(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_undecided(rule, resources)


def test_a_secret_that_nothing_rotates_is_refused() -> None:
    assert violations(secret_rotation.RULE, SECRET) == ["automatic rotation is not enabled"]


def test_the_rotation_of_another_secret_does_not_count() -> None:
    other = make(SECRET.type, {"name": "alex-prod-other"}, name="other")
    assert violations(secret_rotation.RULE, SECRET, make(ROTATION.type, depends={"secretId": [other]}))


def test_the_rotation_of_nobody_knows_which_secret_is_undecided() -> None:
    check_undecided(secret_rotation.RULE, (SECRET, make(ROTATION.type, {"secretId": UNKNOWN})))


@pytest.mark.parametrize("value", ["hunter2", UNKNOWN], ids=["known", "unknown"])
@pytest.mark.parametrize("property_name", ["secretString", "secretBinary"])
def test_a_value_set_by_the_program_is_refused(property_name: str, value: object) -> None:
    version = make("aws:secretsmanager/secretVersion:SecretVersion", {"secretId": UNKNOWN, property_name: value})
    assert violations(secret_not_in_state.RULE, version) == ["the program sets the secret's value"]


def test_a_version_without_a_value_passes() -> None:
    assert not judge(secret_not_in_state.RULE, make("aws:secretsmanager/secretVersion:SecretVersion"))
