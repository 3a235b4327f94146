"""The pack in every command that runs policies. The tests go on from where the one before ended.

Two log groups of another team: `audit` keeps its logs for ever at first; `web` is as it should be.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.engine.paper.program import logs
from tests.engine.paper.team import PACK, Team, findings
from tests.engine.pulumi import Done
from tests.guardrails.foreign.catalogue import CONFIG
from tests.guardrails.foreign.program import PROJECT

pytestmark = pytest.mark.engine
REFUSED = {"audit": {"log-group-retention"}}
ADVISED = {"audit": {"log-group-retention (advisory)"}}
UNDECIDED = {"pack-undecided (advisory)"}
ENDLESS = logs(audit=0, web=400)
MENDED = logs(audit=400, web=400)


def target(name: str, stack: str = "prod") -> str:
    return f"urn:pulumi:{stack}::{PROJECT}::aws:cloudwatch/logGroup:LogGroup::{name}"


@pytest.fixture(scope="module")
def team(cli: Path, tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = Team(tmp_path_factory.mktemp("team") / "shop", cli)
    made.write(ENDLESS)
    made.new_stack("test")
    made.new_stack("prod")
    return made


def preview(team: Team, program: str, *options: str) -> Done:
    team.write(program)
    return team.judge("preview", *options, config=CONFIG, stack="prod")


@pytest.mark.parametrize(
    ("option", "refused"),
    [
        pytest.param(("--target", "audit"), {**REFUSED, "web": UNDECIDED}, id="target"),
        pytest.param(("--exclude", "audit"), {"audit": UNDECIDED}, id="exclude"),
    ],
)
def test_what_a_first_preview_leaves_out_is_undecided(
    team: Team, option: tuple[str, str], refused: dict[str, set[str]]
) -> None:
    done = preview(team, ENDLESS, option[0], target(option[1]))

    assert findings(done.events) == refused, done.output
    assert (done.code == 0) is ("log-group-retention" not in refused["audit"])


def test_up_is_refused_before_anything_is_created(team: Team) -> None:
    done = team.judge("up", "--yes", config=CONFIG, stack="prod")

    assert findings(done.events) == REFUSED, done.output
    assert done.code != 0
    assert team.state("prod") == []


def test_up_of_another_stack_shows_the_same_and_goes_on(team: Team) -> None:
    done = team.judge("up", "--yes", "--skip-preview", config=CONFIG, stack="test")

    assert findings(done.events) == ADVISED, done.output
    assert (done.code, done.operations()) == (0, {"create": {"audit", "web"}})


@pytest.fixture(scope="module")
def deployed(team: Team) -> Team:
    """The stack `prod` as it was before it had a pack."""
    team.write(ENDLESS)
    team.up(stack="prod")
    return team


def analyze(team: Team, *options: str, **variables: str) -> tuple[int, dict[str, set[str]]]:
    """Exit code and findings of `pulumi policy analyze`, which runs no program."""
    done = team.call("pulumi", "policy", "analyze", "--json", *team.with_pack(PACK, CONFIG), *options, **variables)
    events: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert any("summaryEvent" in event for event in events), done.stderr
    return done.returncode, findings(events)


def test_analyze_judges_a_deployed_stack_by_its_own_name(deployed: Team, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    deployed.call("pulumi", "stack", "export", "--stack", "prod", "--file", str(state))

    assert analyze(deployed, "--stack", "test") == (0, ADVISED)
    assert analyze(deployed, "--stack", "prod") == (1, REFUSED)
    assert analyze(deployed, "--file", str(state)) == (1, REFUSED)
    # The engine shows "[secret]" for each value that it cannot decrypt, here the tags.
    redacted = {"audit": REFUSED["audit"] | UNDECIDED, "web": UNDECIDED}
    assert analyze(deployed, "--file", str(state), PULUMI_CONFIG_PASSPHRASE="another") == (1, redacted)


@pytest.mark.parametrize(
    ("options", "refused"),
    [
        pytest.param((), {}, id="everything"),
        pytest.param(("--target", target("audit")), {}, id="its target"),
        pytest.param(("--target", target("web")), REFUSED, id="another target"),
        pytest.param(("--exclude", target("audit")), REFUSED, id="without it"),
    ],
)
def test_a_deployed_resource_is_refused_until_it_is_mended_itself(
    deployed: Team, options: tuple[str, ...], refused: dict[str, set[str]]
) -> None:
    done = preview(deployed, MENDED, *options)

    assert findings(done.events) == refused, done.output
    assert (done.code == 0) is (not refused)


def test_a_change_that_is_ignored_mends_nothing(deployed: Team) -> None:
    done = preview(deployed, logs("retentionInDays", audit=400, web=400))

    assert findings(done.events) == REFUSED, done.output
    assert done.code != 0


def test_a_change_that_is_ignored_breaks_nothing(deployed: Team) -> None:
    deployed.write(MENDED)
    mended = deployed.judge("up", "--yes", "--skip-preview", config=CONFIG, stack="prod")
    done = preview(deployed, logs("retentionInDays", audit=0, web=0))

    assert (mended.code, findings(mended.events), mended.operations()) == (0, {}, {"update": {"audit"}})
    assert (done.code, findings(done.events)) == (0, {}), done.output
