from __future__ import annotations

from dataclasses import replace

from docgen.policies import PATH, heading, render
from policies.controls import load
from policies.engine import Level
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


def test_a_level_of_its_own_is_shown() -> None:
    rule = replace(RULES[0], level=Level.ADVISORY)
    assert "never mandatory" in render([rule], [])
