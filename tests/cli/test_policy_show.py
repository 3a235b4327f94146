"""`alex policy show`: one rule, for a reader and for a program."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from cli.main import app
from policies.pack import RULES

RUNNER = CliRunner()


def test_a_rule_is_explained() -> None:
    shown = RUNNER.invoke(app, ["policy", "show", "waf-rate-limit"]).output
    rule = next(rule for rule in RULES if rule.name == "waf-rate-limit")
    flat = " ".join(shown.split())
    for text in (rule.title, rule.why, rule.fix, "Option requests_per_minute", "Default: 100", "mandatory", rule.link):
        assert text in flat or text in shown.replace("\n", "")


def test_the_level_is_that_of_the_stack() -> None:
    assert "advisory" in RUNNER.invoke(app, ["policy", "show", "waf-rate-limit", "--stack", "local"]).output


@pytest.mark.parametrize("name", ["required-tags", "s3-versioned", "iam-no-admin"])
def test_a_rule_as_json(name: str) -> None:
    shown = json.loads(RUNNER.invoke(app, ["policy", "show", name, "--json"]).output)
    rule = next(rule for rule in RULES if rule.name == name)
    assert (shown["name"], shown["fix"]) == (rule.name, rule.fix)
    assert set(shown["options"]) == set(rule.options)
