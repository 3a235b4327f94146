"""Every check catches a mistake: in the real program, or in a fixture of types that the program does not have."""

from __future__ import annotations

import pytest

from policies.controls import CORE, load
from policies.engine import ResourceRule, Rule
from policies.engine.rule import applies_to
from policies.pack import RULES
from policies.testing import judge
from tests.guardrails.mistakes import Mistake, Resources
from tests.guardrails.mistakes_containers import MISTAKES as CONTAINERS
from tests.guardrails.mistakes_edge import MISTAKES as EDGE
from tests.guardrails.mistakes_program import MISTAKES as PROGRAM
from tests.guardrails.mistakes_program_edge import MISTAKES as PROGRAM_EDGE
from tests.guardrails.mistakes_promises import MISTAKES as PROMISES
from tests.guardrails.mistakes_services import MISTAKES as SERVICES
from tests.guardrails.program import program

MISTAKES = (*PROGRAM, *PROGRAM_EDGE, *PROMISES, *EDGE, *SERVICES, *CONTAINERS)
BY_NAME = {rule.name: rule for rule in RULES}


def found(rule: Rule, resources: Resources) -> set[tuple[str, str, str]]:
    """Violations of the rule: URN, property path and message."""
    if isinstance(rule, ResourceRule):
        asked = [(each, judge(rule, each)) for each in resources if applies_to(rule, each.type)]
    else:
        asked = [(None, judge(rule, *resources))]
    return {
        (about.urn if about else "", finding.path, finding.message)
        for subject, findings in asked
        for finding in findings
        for about in [subject or finding.resource]
        if not finding.undecided
    }


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake.rule}: {mistake.description}")
def test_a_mistake_is_caught(mistake: Mistake) -> None:
    before = mistake.fixture or program()
    rule = BY_NAME[mistake.rule]
    assert found(rule, mistake.made_in(before)) - found(rule, before)


@pytest.mark.parametrize(
    "mistake",
    [mistake for mistake in MISTAKES if mistake.fixture],
    ids=lambda mistake: f"{mistake.rule} without the mistake: {mistake.description}",
)
def test_a_fixture_is_in_order_before_the_mistake(mistake: Mistake) -> None:
    assert not found(BY_NAME[mistake.rule], mistake.fixture)


def test_every_core_check_catches_a_mistake() -> None:
    checks = {check for control in load() if control.applies == CORE for check in control.check.split("+")}
    assert sorted(checks - {mistake.rule for mistake in MISTAKES}) == []
