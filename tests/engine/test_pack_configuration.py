"""`--policy-pack-config` and several packs under the real engine, on one log group of another team."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.paper.packs import changed, house
from tests.engine.paper.program import logs
from tests.engine.paper.team import PACK, Team, findings
from tests.guardrails.foreign.catalogue import CONFIG
from tests.guardrails.foreign.program import PROJECT

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def team(cli: Path, tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = Team(tmp_path_factory.mktemp("team") / "shop", cli)
    made.write(logs(web=0))
    made.new_stack("test")
    made.new_stack("prod")
    return made


@pytest.mark.parametrize(
    ("config", "refusals"),
    [
        pytest.param(
            {
                "required-tag": "mandatory",
                "kms-deletion-window": {"day": 30},
                "waf-metrics": {"x": 1},
                "pack-error": "disabled",
                "all": {"enforcementLevel": "advisory", "days": 1},
            },
            (
                "required-tag is no rule of the pack; did you mean required-tags?",
                "kms-deletion-window has no option day; did you mean days?",
                "waf-metrics has no option x; it has none",
                "pack-error is no rule: its level is fixed",
                "all takes a level, and no option days",
            ),
            id="names",
        ),
        # The engine compares these with the schema of the option, and names rule and option too.
        pytest.param(
            {"kms-deletion-window": {"days": "30"}, "required-tags": {"tags": "Owner"}},
            ("kms-deletion-window: days: Invalid type", "required-tags: tags: Invalid type"),
            id="types",
        ),
    ],
)
def test_a_wrong_configuration_is_refused_by_name(
    team: Team, config: dict[str, Any], refusals: tuple[str, ...]
) -> None:
    done = team.judge("preview", config=config, stack="prod")

    assert [refusal for refusal in refusals if refusal not in done.output] == [], done.output
    assert (done.code != 0, done.planned()) == (True, {})


@pytest.fixture(scope="module")
def with_fault(tmp_path_factory: pytest.TempPathFactory) -> str:
    return changed(tmp_path_factory.mktemp("packs") / "policies")


def test_no_level_turns_an_error_into_advice(team: Team, with_fault: str) -> None:
    done = team.run("preview", *team.with_pack(with_fault, {**CONFIG, "all": "advisory"}), stack="prod")

    assert findings(done.events) == {"web": {"pack-error", "pack-waived (advisory)"}}, done.output
    assert done.code != 0


def test_no_level_turns_a_waiver_into_a_refusal(team: Team, with_fault: str) -> None:
    config = {**CONFIG, "all": "mandatory", "log-group-encrypted": "disabled"}

    done = team.run("preview", *team.with_pack(with_fault, config), stack="test")

    assert (done.code, findings(done.events)) == (0, {"web": {"pack-waived (advisory)"}}), done.output


def test_an_exception_lets_one_finding_pass(team: Team) -> None:
    about = f"urn:pulumi:prod::{PROJECT}::aws:cloudwatch/logGroup:LogGroup::web"
    match = [{"policies": ["log-group-retention"], "targets": [about]}]
    config = {"version": 2, "policies": CONFIG, "exceptions": {"E1": {"reason": "An auditor wants it", "match": match}}}

    done = team.judge("preview", config=config, stack="prod")

    assert (done.code, findings(done.events)) == (0, {"web": {"log-group-retention"}}), done.output


def test_two_packs_judge_beside_each_other_with_a_configuration_each(team: Team, tmp_path: Path) -> None:
    packs = (*team.with_pack(house(tmp_path / "house"), {"house-review": {"by": "Ada"}}), *team.with_pack(PACK, CONFIG))

    done = team.run("preview", *packs, stack="prod")

    assert findings(done.events) == {"web": {"log-group-retention", "house-review (advisory)"}}, done.output
    assert "web is reviewed by Ada" in done.output
    assert done.code != 0
