from __future__ import annotations

import pytest

from policies.engine import UNKNOWN
from policies.rules.secretsmanager import secret_not_in_state, secret_rotation, secret_rotation_period
from policies.testing import changed, judge, make, violations
from tests.guardrails.rule_table import Row, check_undecided, table_tests

SECRET = make("aws:secretsmanager/secret:Secret", {"name": "alex-prod-langfuse"}, name="secret")
ROTATION = make(
    "aws:secretsmanager/secretRotation:SecretRotation",
    {"secretId": UNKNOWN, "rotationRules": {"automaticallyAfterDays": 30}},
    name="rotation",
    depends={"secretId": [SECRET]},
)
SCHEDULED = changed(ROTATION, "rotationRules", {"scheduleExpression": "rate(30 days)"})

ROWS = (
    Row(secret_rotation.RULE, ROTATION, "rotationEnabled", noncompliant=(False,), compliant=(True,), context=(SECRET,)),
    Row(
        secret_rotation_period.RULE,
        ROTATION,
        "rotationRules.automaticallyAfterDays",
        noncompliant=(0, 91, "soon", None),
        compliant=(1, 90),
    ),
    Row(
        secret_rotation_period.RULE,
        SCHEDULED,
        "rotationRules.scheduleExpression",
        noncompliant=("rate(91 days)", "cron(0 8 1 JAN ? *)", "cron(0 8 1 * ? 2027)", "monthly", None),
        compliant=("rate(12 hours)", "cron(0 8 1 * ? *)"),
    ),
    Row(secret_rotation_period.RULE, ROTATION, "rotationRules", noncompliant=(None,)),
)


TestTable = table_tests(ROWS)


def test_a_secret_that_nothing_rotates_is_refused() -> None:
    assert violations(secret_rotation.RULE, SECRET) == ["automatic rotation is not enabled"]


def test_the_rotation_of_another_secret_does_not_count() -> None:
    other = make(SECRET.type, {"name": "alex-prod-other"}, name="other")
    assert violations(secret_rotation.RULE, SECRET, make(ROTATION.type, depends={"secretId": [other]}))


def test_the_rotation_of_an_unknown_secret_is_undecided() -> None:
    check_undecided(secret_rotation.RULE, (SECRET, make(ROTATION.type, {"secretId": UNKNOWN})))


@pytest.mark.parametrize("value", ["hunter2", UNKNOWN], ids=["known", "unknown"])
@pytest.mark.parametrize("property_name", ["secretString", "secretBinary"])
def test_a_value_set_by_the_program_is_refused(property_name: str, value: object) -> None:
    version = make("aws:secretsmanager/secretVersion:SecretVersion", {"secretId": UNKNOWN, property_name: value})
    assert violations(secret_not_in_state.RULE, version) == ["the program sets the secret's value"]


def test_a_version_without_a_value_passes() -> None:
    assert not judge(secret_not_in_state.RULE, make("aws:secretsmanager/secretVersion:SecretVersion"))
