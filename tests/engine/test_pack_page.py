"""The commands of the page for other teams, on a foreign program; the pack has its own packages only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.engine.paper.team import Team
from tests.engine.pulumi import ROOT
from tests.runbooks.pages import blocks_of

pytestmark = pytest.mark.engine
PAGE = (ROOT / "docs" / "policies-for-others.md").read_text("utf-8")
_FINDING = re.compile(r"- \[(?P<level>\w+)\] .*? (?P<rule>[a-z0-9-]+) {2}\(\S+: (?P<name>\S+)\)")
PROGRAM = """
import pulumi
import pulumi_aws as aws

TAGS = {"CostCenter": "42", "Stage": "live", "Owner": "web"}
KEY = "arn:aws:kms:eu-west-1:123456789012:key/shop"
aws.cloudwatch.LogGroup("web", name="/shop/web", retention_in_days=90, kms_key_id=KEY, tags=TAGS)
aws.cloudwatch.LogGroup(
    "audit", name="/shop/audit", retention_in_days=90, kms_key_id=KEY, tags={**TAGS, "Stage": "production"}
)
aws.secretsmanager.Secret("partner", name="shop-prod-partner", kms_key_id=KEY, tags=TAGS)
aws.budgets.Budget(
    "monthly",
    budget_type="COST",
    time_unit="MONTHLY",
    limit_amount="1500",
    limit_unit="USD",
    tags=TAGS,
    cost_types={"include_credit": False, "include_refund": False},
    notifications=[
        {
            "comparison_operator": "GREATER_THAN",
            "notification_type": "FORECASTED",
            "threshold": 90,
            "threshold_type": "PERCENTAGE",
            "subscriber_email_addresses": ["ops@shop.example"],
        }
    ],
)
"""
AT_FIRST = {
    *(("mandatory", "required-tags", name) for name in ("web", "audit", "partner", "monthly")),
    ("mandatory", "budget-limit", "monthly"),
    ("mandatory", "secret-rotation", "partner"),
    ("mandatory", "cloudtrail-exists", "shop-prod"),
}
CONFIGURED = {("mandatory", "required-tags", "audit"), ("advisory", "secret-rotation", "partner")}


@pytest.fixture
def team(cli: Path, tmp_path: Path) -> Team:
    """With the stack `prod`, deployed before there was a pack."""
    made = Team(tmp_path / "shop", cli)
    made.write(PROGRAM)
    made.new_stack("prod")
    made.up(stack="prod")
    return made


def test_the_commands_of_the_page(team: Team, tmp_path: Path) -> None:
    install, preview, configured, analyze = (block.code for block in blocks_of(PAGE))
    (config,) = re.findall(r"^ *```json\n(.*?)^ *```$", PAGE, re.MULTILINE | re.DOTALL)

    installed = run(team, f"cd {ROOT}\n{install}", tmp_path)
    at_first = run(team, preview, tmp_path)
    (team.folder / "policy-config.json").write_text(config)
    then = run(team, configured, tmp_path)
    deployed = run(team, analyze, tmp_path)

    assert installed[0] == 0, installed[1]
    assert (at_first[0], findings(at_first[1])) == (1, AT_FIRST), at_first[1]
    assert (then[0], findings(then[1])) == (1, CONFIGURED), then[1]
    assert (deployed[0], findings(deployed[1])) == (1, CONFIGURED), deployed[1]


def run(team: Team, code: str, home: Path) -> tuple[int, str]:
    done = team.call("sh", "-eu", "-c", code, HOME=str(home))
    return done.returncode, done.stdout + done.stderr


def findings(output: str) -> set[tuple[str, str, str]]:
    """Level, rule and resource, as a person reads them."""
    return {(found["level"], found["rule"], found["name"]) for found in _FINDING.finditer(output)}
