"""`alex policy show`: one rule, for a reader and for a program."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli.main import app
from cli.policy import rules, show
from cli.policy.sources import covering_tests, source_of
from cli.shared.project import ROOT
from policies.engine import Rule
from policies.examples import examples
from policies.pack import RULES

RUNNER = CliRunner()


def test_a_rule_is_explained() -> None:
    shown = RUNNER.invoke(app, ["policy", "show", "waf-rate-limit"]).output
    rule = next(rule for rule in RULES if rule.name == "waf-rate-limit")
    flat = " ".join(shown.split())
    for text in (rule.title, rule.why, rule.fix, "Option requests_per_minute", "Default: 100", "mandatory", rule.link):
        assert text in flat or text in shown.replace("\n", "")


def test_an_example_is_shown_with_what_it_refers_to() -> None:
    shown = RUNNER.invoke(app, ["policy", "show", "s3-versioned"]).output
    assert examples()["s3-versioned"].code.strip() in "\n".join(line.rstrip() for line in shown.splitlines())
    assert "Example in Pulumi Python; bucket: from your program" in shown


def test_controls_and_promises_have_their_titles() -> None:
    shown = RUNNER.invoke(app, ["policy", "show", "s3-versioned"]).output
    assert "S3.14  S3 general purpose buckets should have versioning enabled" in shown
    assert "promise S6  Buckets are private, versioned and encrypted" in shown


def test_level_and_severity_are_coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="standard")
    monkeypatch.setattr(show, "console", console)
    monkeypatch.setattr(rules, "console", console)
    show.show_rule("s3-versioned", "prod")
    rules.list_rules("prod")
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b[31mmandatory\x1b[0m, \x1b[33mmedium" in text
    assert "\x1b[1;31mcritical" in text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_a_source_and_a_test(rule: Rule) -> None:
    assert (ROOT / source_of(rule)).is_file()
    assert any(Path(path).name.startswith("test_") for path in covering_tests(rule))


def test_the_level_is_that_of_the_stack() -> None:
    assert "advisory" in RUNNER.invoke(app, ["policy", "show", "waf-rate-limit", "--stack", "local"]).output


@pytest.mark.parametrize("name", ["required-tags", "s3-versioned", "iam-no-admin"])
def test_a_rule_as_json(name: str) -> None:
    shown = json.loads(RUNNER.invoke(app, ["policy", "show", name, "--json"]).output)
    rule = next(rule for rule in RULES if rule.name == name)
    assert (shown["name"], shown["fix"]) == (rule.name, rule.fix)
    assert set(shown["options"]) == set(rule.options)
    assert shown["example"] == examples()[name].code
    assert shown["remediation"] is (name == "required-tags")
    assert shown["source"].endswith(f"{name.replace('-', '_')}.py")
