"""Every control of the published lists has a rule, or a reason why it has none."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from policies.controls import CORE, Control, gaps, load
from policies.pack import RULES

CONTROLS = load()


def test_no_control_is_without_rule_or_reason() -> None:
    assert list(gaps(CONTROLS, RULES)) == []


def test_every_core_control_has_a_rule() -> None:
    assert [control.label for control in CONTROLS if control.applies == CORE and not control.rules] == []


def test_no_control_was_dropped_from_the_lists() -> None:
    assert Counter(control.source for control in CONTROLS) == {
        "FSBP": 110,
        "cdk-nag AwsSolutions": 38,
        "AWSGuard": 7,
        "Security Hub NIST SP 800-53": 4,
        "checkov": 6,
        "promise": 17,
    }
    assert Counter(control.applies for control in CONTROLS) == {"core": 143, "adjacent": 39}
    assert len({control.label for control in CONTROLS}) == len(CONTROLS)


def test_a_reason_is_a_sentence() -> None:
    assert [control.label for control in CONTROLS if control.reason and len(control.reason.split()) < 8] == []


def _broken(label: str, **changes: object) -> list[Control]:
    return [replace(control, **changes) if control.label == label else control for control in CONTROLS]


@pytest.mark.parametrize(
    ("broken", "gap"),
    [
        (_broken("RDS.27", rules=()), "RDS.27 needs either a rule or a reason"),
        (_broken("RDS.27", reason="not for us"), "RDS.27 needs either a rule or a reason"),
        (_broken("RDS.27", rules=("rds-crypted",)), "RDS.27 names the rule rds-crypted, which the pack does not have"),
        (_broken("RDS.27", rules=("rds-not-public",)), "RDS.27 names the rule rds-not-public, which does not claim it"),
        (_broken("RDS.27", id="RDS.270"), "rds-encrypted claims RDS.27, which the catalogue does not give to it"),
    ],
    ids=["neither", "both", "a rule that is not there", "a rule that does not claim it", "a control that is not there"],
)
def test_a_gap_is_found(broken: list[Control], gap: str) -> None:
    assert gap in list(gaps(broken, RULES))
