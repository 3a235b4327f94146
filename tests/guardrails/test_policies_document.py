from __future__ import annotations

import re
from dataclasses import replace

import pytest

from docgen.policies import PATH, heading, render
from policies.controls import load
from policies.engine import Level
from policies.engine.security_hub import best_practices, page
from policies.pack import RULES


def test_the_committed_page_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == render(RULES, load()), "run `make docs`"


def test_every_rule_is_explained() -> None:
    page = render(RULES, load())
    assert [
        rule.name for rule in RULES if not all(text in page for text in (f"### {rule.name}\n", rule.why, rule.fix))
    ] == []


def test_rules_stand_under_their_service() -> None:
    headings = {rule.name: heading(rule) for rule in RULES}
    assert headings["alb-desync"] == headings["lb-multi-az"] == "Load balancers"
    assert headings["required-tags"] == "Across services"


def test_a_fixed_level_is_shown() -> None:
    rule = replace(RULES[0], level=Level.ADVISORY)
    assert "never mandatory" in render([rule], [])


@pytest.mark.parametrize(
    ("control", "link"),
    [
        ("S3.5", "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-5"),
        (
            "APIGateway.9",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/apigateway-controls.html#apigateway-9",
        ),
        ("AwsSolutions-S10", ""),
        ("AWSGuard elb-logging-enabled", ""),
    ],
)
def test_security_hub_controls_have_a_page(control: str, link: str) -> None:
    assert page(control) == link


def test_rules_state_a_link_only_without_a_security_hub_control() -> None:
    assert [rule.name for rule in RULES if rule.link and rule.documentation != rule.link] == []


def test_links_are_pages_of_the_aws_documentation_and_on_the_page() -> None:
    documented = [rule for rule in RULES if rule.documentation]
    assert all(
        re.fullmatch(r"https://docs\.aws\.amazon\.com/\S+\.html(#\S+)?", rule.documentation) for rule in documented
    )
    assert [rule.name for rule in documented if rule.documentation not in PATH.read_text(encoding="utf-8")] == []
    assert {rule.name for rule in RULES if not rule.documentation} == {
        "elasticache-non-default-port",
        "iam-no-data-exfiltration",
        "iam-no-exclusive-conflict",
        "s3-current-types",
    }


def test_only_the_catalogue_decides_which_controls_are_best_practices() -> None:
    published = {control.id: control.source for control in load()}
    claimed = {control for rule in RULES for control in rule.controls if page(control)}
    assert set(best_practices(claimed)) == {control for control in claimed if published[control] == "FSBP"}


@pytest.mark.parametrize("path", ["policies/rules/kms/kms_rotation.py", "tests/guardrails/test_kms_rotation.py"])
def test_the_guide_shows_the_current_files(path: str) -> None:
    root = PATH.parent.parent
    assert (root / path).read_text(encoding="utf-8") in (PATH.parent / "how-to-add-a-rule.md").read_text(
        encoding="utf-8"
    )
